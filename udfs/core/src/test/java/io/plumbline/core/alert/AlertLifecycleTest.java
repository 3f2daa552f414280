package io.plumbline.core.alert;

import static io.plumbline.core.alert.AlertStatus.ESCALATED;
import static io.plumbline.core.alert.AlertStatus.OPENED;
import static io.plumbline.core.alert.AlertStatus.RESOLVED;
import static io.plumbline.core.alert.AlertStatus.WARNED;
import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.plumbline.core.diagnosis.Cause;
import io.plumbline.core.diagnosis.Findings;
import io.plumbline.core.diagnosis.Suspect;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.Note;
import io.plumbline.core.statistics.SrmAlarm.Level;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which transitions follow from which levels, and what they say. */
class AlertLifecycleTest {
  private static final long STOP = START + DAY;
  private static final Experiment EXPERIMENT =
      experiment("checkout_button").stoppedAt(STOP).build();

  private final List<SrmAlert> alerts = new ArrayList<>();
  private AlertLifecycle lifecycle = new AlertLifecycle();

  private AlertLifecycleTest at(long asOf, Level level) {
    return at(asOf, level, evidence(26_475, 24_545, 1 / 2_400.0));
  }

  private AlertLifecycleTest at(long asOf, Level level, SplitEvidence evidence) {
    lifecycle.advance(EXPERIMENT, asOf, level, evidence, "v", alerts::add);
    return this;
  }

  private static SplitEvidence evidence(long control, long treatment, double pValue) {
    long units = control + treatment;
    Map<String, Long> observed = new LinkedHashMap<>();
    observed.put("control", control);
    observed.put("treatment", treatment);
    return new SplitEvidence(
        observed,
        Map.of("control", units / 2.0, "treatment", units / 2.0),
        units,
        7.5,
        -Math.log(pValue),
        pValue,
        null,
        Findings.NOTHING);
  }

  @Test
  void levelsAreTransitionsOfOneIncident() {
    at(START, Level.HEALTHY).at(START + MINUTE, Level.WARNED).at(START + HOUR, Level.OPENED);
    at(START + 2 * HOUR, Level.ESCALATED).at(STOP, Level.ESCALATED);

    assertThat(alerts)
        .extracting(SrmAlert::sequence, SrmAlert::status, SrmAlert::severity, SrmAlert::asOf)
        .containsExactly(
            tuple(1, WARNED, AlertSeverity.WARNING, START + MINUTE),
            tuple(2, OPENED, AlertSeverity.CRITICAL, START + HOUR),
            tuple(3, ESCALATED, AlertSeverity.CRITICAL, START + 2 * HOUR),
            tuple(4, RESOLVED, AlertSeverity.INFO, STOP));
    assertThat(alerts)
        .allMatch(alert -> alert.alertId().equals("srm-checkout_button-0"))
        .allMatch(alert -> alert.firstAsOf() == START + MINUTE);
    assertThat(alerts)
        .extracting(SrmAlert::resolution)
        .containsExactly(null, null, null, SrmAlert.STOPPED);
  }

  @Test
  void aJumpMakesAllTransitionsAtOnce() {
    at(START, Level.ESCALATED);

    assertThat(alerts).extracting(SrmAlert::status).containsExactly(WARNED, OPENED, ESCALATED);
    assertThat(alerts).extracting(SrmAlert::sequence).containsExactly(1, 2, 3);
    assertThat(alerts).extracting(SrmAlert::asOf).containsOnly(START);
  }

  @Test
  void aHealthyExperimentStopsInSilence() {
    at(START, Level.HEALTHY).at(STOP, Level.HEALTHY).at(STOP + MINUTE, Level.ESCALATED);

    assertThat(alerts).isEmpty();
    assertThat(lifecycle.openAlertIds(EXPERIMENT)).isEmpty();
  }

  @Test
  void whatIsFoundAtTheStopIsRaisedAndResolved() {
    at(STOP, Level.OPENED);

    assertThat(alerts).extracting(SrmAlert::status).containsExactly(WARNED, OPENED, RESOLVED);
  }

  @Test
  void openIsWhatWasRaisedAndNotResolved() {
    assertThat(lifecycle.openAlertIds(EXPERIMENT)).isEmpty();
    at(START, Level.WARNED);
    assertThat(lifecycle.openAlertIds(EXPERIMENT)).containsExactly("srm-checkout_button-0");
    at(STOP, Level.WARNED);
    assertThat(lifecycle.openAlertIds(EXPERIMENT)).isEmpty();
  }

  @Test
  void aResetResolvesAndBeginsAnew() {
    at(START, Level.OPENED);
    lifecycle.reset(EXPERIMENT, START + HOUR, 1, evidence(30, 10, 1 / 50.0), "v", alerts::add);
    assertThat(lifecycle.openAlertIds(EXPERIMENT)).isEmpty();
    at(START + 2 * HOUR, Level.WARNED);
    lifecycle.reset(EXPERIMENT, START + 3 * HOUR, 3, evidence(30, 10, 1), "v", alerts::add);
    lifecycle.reset(EXPERIMENT, START + 4 * HOUR, 4, evidence(30, 10, 1), "v", alerts::add);

    assertThat(alerts)
        .extracting(SrmAlert::alertId, SrmAlert::sequence, SrmAlert::status, SrmAlert::resolution)
        .containsExactly(
            tuple("srm-checkout_button-0", 1, WARNED, null),
            tuple("srm-checkout_button-0", 2, OPENED, null),
            tuple("srm-checkout_button-0", 3, RESOLVED, SrmAlert.RESET),
            tuple("srm-checkout_button-1", 1, WARNED, null),
            tuple("srm-checkout_button-1", 2, RESOLVED, SrmAlert.RESET));
    assertThat(alerts.get(2).summary())
        .isEqualTo(
            "checkout_button: the alarm on its split since 2024-03-01T00:00Z was reset at"
                + " 2024-03-01T01:00Z: treatment had 10 units fewer than planned (25 % instead of"
                + " 50 % of 40); the evidence was 50 to 1");
  }

  @Test
  void whatIsOpenCanBeAcknowledgedOnce() {
    Experiment noted =
        experiment("x").note(note("1", START + MINUTE)).note(note("2", START + 3 * MINUTE)).build();
    SplitEvidence evidence = evidence(30, 10, 1);
    for (int minute = 0; minute < 6; minute++) {
      long asOf = START + minute * MINUTE;
      lifecycle.acknowledge(noted, asOf, () -> evidence, "v", alerts::add);
      Level level = minute < 2 ? Level.HEALTHY : Level.WARNED;
      lifecycle.advance(noted, asOf, level, evidence, "v", alerts::add);
      lifecycle = restored(lifecycle);
    }

    assertThat(alerts)
        .extracting(SrmAlert::status, SrmAlert::asOf)
        .containsExactly(
            tuple(WARNED, START + 2 * MINUTE), tuple(AlertStatus.ACKNOWLEDGED, START + 3 * MINUTE));
    assertThat(alerts.get(1).summary())
        .startsWith("x: the alarm on its split was seen by ann; treatment has 10 units fewer");
  }

  private static Note note(String id, long at) {
    return new Note(id, Note.Kind.COMMENT, Note.Action.ACKNOWLEDGE, "ann", at, at);
  }

  @Test
  void theSummaryNeedsNoStatistician() {
    at(START + 10 * HOUR, Level.OPENED).at(STOP, Level.OPENED);

    assertThat(alerts.get(1).summary())
        .isEqualTo(
            "checkout_button: treatment has 965 units fewer than planned"
                + " (48.1 % instead of 50 % of 51,020) as of 2024-03-01T10:00Z;"
                + " the evidence is 2,400 to 1 against the planned split");
    assertThat(alerts.get(1).recommendedAction())
        .isEqualTo(
            "Do not trust or ship the results of checkout_button. Hold its ramp-up,"
                + " and find out why units of treatment are missing.");
    assertThat(alerts.get(2).summary())
        .isEqualTo(
            "checkout_button: stopped at 2024-03-02T00:00Z with an alarm on its split"
                + " since 2024-03-01T10:00Z: treatment had 965 units fewer than planned"
                + " (48.1 % instead of 50 % of 51,020); the evidence was 2,400 to 1");
  }

  private static SplitEvidence evidence(Suspect... suspects) {
    SplitEvidence nothing = evidence(26_475, 24_545, 1 / 2_400.0);
    return new SplitEvidence(
        nothing.observed(),
        nothing.expected(),
        nothing.units(),
        nothing.logEValue(),
        nothing.logEAlarm(),
        nothing.anytimePValue(),
        null,
        new Findings(suspects[0].cause(), List.of(suspects), null));
  }

  private static Suspect suspect(Cause cause, String dimension, String segment) {
    LocalDate since = LocalDate.parse("2024-03-09");
    return new Suspect(
        cause, dimension, segment, "treatment", 965, 0.2, null, 7.5, since, "it is the bots");
  }

  @ParameterizedTest
  @CsvSource({
    "TELEMETRY_LOSS, all, find out why exposures of treatment are not sent or not delivered",
    "PLATFORM, all, look at what the experiments share: the assignment service",
    "TIMING, day, find out what differed between its variants from day to day",
    "LOCALISED, os, look at how variants are assigned; shown and logged where os is X",
    "LOCALISED, day, look at what happened on X: a bot",
    "DELAYED_START, day, find out why treatment began later than planned",
    "LATE_ONSET, all, look at what was released or changed on 2024-03-09",
    "TRIGGER, all, compare the conditions under which each variant logs an exposure",
    "ASSIGNMENT, all, find out why units of treatment are missing"
  })
  void theLikeliestSuspectIsSaidAndWhatToDoAboutIt(Cause cause, String dimension, String remedy) {
    at(START, Level.ESCALATED, evidence(suspect(cause, dimension, "X")));

    String todo = remedy.replace(';', ',');
    assertThat(alerts)
        .extracting(SrmAlert::summary)
        .containsOnly(
            "checkout_button: it is the bots (evidence 2,400 to 1 against the planned split)");
    String capitalised = Character.toUpperCase(todo.charAt(0)) + todo.substring(1);
    assertThat(alerts.get(0).recommendedAction())
        .startsWith(capitalised)
        .endsWith("; there is no reason to stop checkout_button yet.");
    assertThat(alerts.get(1).recommendedAction())
        .startsWith(
            "Do not trust or ship the results of checkout_button. Hold its ramp-up, and " + todo);
    assertThat(alerts.get(2).recommendedAction())
        .contains("is broken beyond doubt. " + capitalised)
        .endsWith(", repair it, and start anew.");
  }

  @Test
  void numbersAreSaidAsFarAsAPersonTakesThemIn() {
    at(START, Level.WARNED, evidence(5_000_000, 5_004_000, 1e-7));
    assertThat(alerts.get(0).summary())
        .contains("treatment has 2,000 units more than planned (50.02 % instead of 50 %")
        .contains("more than a million to 1");
    at(START + MINUTE, Level.OPENED, evidence(0, 900, 0));
    assertThat(alerts.get(1).summary())
        .contains("450 units more than planned (100 % instead of 50 % of 900)")
        .contains("more than a billion to 1");
  }

  @Property(tries = 300)
  void everyTransitionComesOnceInOrderAcrossRestores(
      @ForAll @Size(max = 12) List<@IntRange(max = 3) Integer> levels,
      @ForAll @IntRange(max = 14) int stopAfter) {
    lifecycle = new AlertLifecycle();
    alerts.clear();
    Level highest = Level.HEALTHY;
    for (int i = 0; i < levels.size(); i++) {
      Level level = Level.values()[levels.get(i)];
      if (i <= stopAfter && level.compareTo(highest) > 0) {
        highest = level;
      }
      at(i < stopAfter ? START + i * MINUTE : STOP + (i - stopAfter) * MINUTE, level);
      lifecycle = restored(lifecycle);
    }
    List<AlertStatus> expected =
        new ArrayList<>(List.of(WARNED, OPENED, ESCALATED).subList(0, highest.ordinal()));
    if (levels.size() > stopAfter && !expected.isEmpty()) {
      expected.add(RESOLVED);
    }
    assertThat(alerts).extracting(SrmAlert::status).isEqualTo(expected);
    for (int i = 0; i < alerts.size(); i++) {
      assertThat(alerts.get(i).sequence()).isEqualTo(i + 1);
      assertThat(alerts.get(i).firstAsOf()).isEqualTo(alerts.get(0).asOf());
    }
  }

  private static AlertLifecycle restored(AlertLifecycle lifecycle) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      lifecycle.write(new DataOutputStream(bytes));
      AlertLifecycle restored = new AlertLifecycle();
      restored.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), true);
      return restored;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
