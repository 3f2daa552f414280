package io.plumbline.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.AlertSeverity;
import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.SplitEvidence;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.diagnosis.Cause;
import io.plumbline.core.diagnosis.Findings;
import io.plumbline.core.diagnosis.SplitStanding;
import io.plumbline.core.diagnosis.Suspect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Rows and alerts of several experiments, and the cause that they share. */
class CompanionsTest {
  private static final long MINUTE = 60_000;
  private static final long DAY = 1_440 * MINUTE;
  private static final long NOON = 19_723 * DAY + DAY / 2;
  private static final Suspect OWN = suspect(Cause.ASSIGNMENT, "nothing explains it");

  private final Map<String, SplitStanding> standings = new HashMap<>();
  private final List<SrmCheck> checks = new ArrayList<>();
  private final List<SrmAlert> alerts = new ArrayList<>();

  private static Suspect suspect(Cause cause, String evidence) {
    return new Suspect(cause, "all", "all", "b", 12, 1, null, 7.5, null, evidence);
  }

  private static Findings findings() {
    return new Findings(Cause.ASSIGNMENT, List.of(OWN), suspect(Cause.PLATFORM, ""));
  }

  private static SplitNews row(String key, long asOf) {
    return new SplitNews.Row(
        new SrmCheck(
            key,
            null,
            SegmentKey.WHOLE,
            asOf,
            Map.of("a", 24L, "b", 12L),
            Map.of("a", 18.0, "b", 18.0),
            36,
            7.5,
            7.5,
            0.0005,
            null,
            null,
            null,
            null,
            "OPENED",
            findings(),
            "v"));
  }

  private static SplitNews alert(String key, AlertStatus status, long asOf) {
    return new SplitNews.Transition(
        new SrmAlert(
            "srm-" + key + "-0",
            1,
            status,
            AlertSeverity.CRITICAL,
            status == AlertStatus.RESOLVED ? SrmAlert.RESET : null,
            key,
            null,
            null,
            "as it was",
            "as it was",
            asOf,
            asOf,
            "v",
            new SplitEvidence(
                Map.of("a", 24L, "b", 12L),
                Map.of("a", 18.0, "b", 18.0),
                36,
                7.5,
                7.5,
                0.0005,
                null,
                findings())));
  }

  private CompanionsTest running(int experiments) {
    for (int i = 0; i < experiments; i++) {
      standings.put("x" + i, new SplitStanding(NOON - 9 * DAY, null, null));
    }
    return this;
  }

  private CompanionsTest settle(SplitNews... news) {
    Companions companions = new Companions(standings);
    companions.settle(List.of(news), checks::add, alerts::add);
    standings.putAll(companions.standings());
    return this;
  }

  private static SplitNews opened(int experiment, long asOf) {
    return alert("x" + experiment, AlertStatus.OPENED, asOf);
  }

  @Test
  void theFirstKnowsNothingOfThoseThatFollow() {
    running(15).settle(row("x0", NOON), opened(0, NOON));
    settle(row("x1", NOON + MINUTE), opened(1, NOON + MINUTE), row("x0", NOON + MINUTE));
    assertThat(checks).extracting(row -> row.findings().label()).containsOnly(Cause.ASSIGNMENT);
    assertThat(alerts).extracting(SrmAlert::summary).containsOnly("as it was");

    checks.clear();
    alerts.clear();
    long third = NOON + 2 * MINUTE;
    settle(
        row("x2", third),
        opened(2, third),
        alert("x0", AlertStatus.ESCALATED, third),
        row("x0", third));
    assertThat(checks).extracting(row -> row.findings().label()).containsOnly(Cause.PLATFORM);
    assertThat(alerts)
        .extracting(SrmAlert::summary)
        .containsExactly(
            "x2: 3 of 15 running experiments were found mismatched within 24 hours: the cause is"
                + " likely what they share (evidence 2,000 to 1 against the planned split)",
            "x0: 3 of 15 running experiments were found mismatched within 24 hours: the cause is"
                + " likely what they share (evidence 2,000 to 1 against the planned split)");
    assertThat(alerts.get(0).recommendedAction())
        .isEqualTo(
            "Do not trust or ship the results of x2. Hold its ramp-up, and look at what the"
                + " experiments share: the assignment service, the SDK, the event pipeline.");
    assertThat(alerts.get(1).recommendedAction())
        .startsWith("Stop the ramp-up of x0 now")
        .contains("Look at what the experiments share");
    assertThat(alerts)
        .extracting(alert -> alert.evidence().findings())
        .containsOnly(checks.get(0).findings());

    checks.clear();
    settle(row("x1", NOON + DAY - MINUTE), row("x1", NOON + DAY));
    assertThat(checks)
        .extracting(row -> row.findings().label())
        .containsExactly(Cause.PLATFORM, Cause.ASSIGNMENT);
  }

  @Test
  void whatOpensAtOneInstantIsSeenByAll() {
    running(3).settle(row("x0", NOON), opened(0, NOON), opened(1, NOON), opened(2, NOON));

    assertThat(checks.get(0).findings().label()).isEqualTo(Cause.PLATFORM);
    assertThat(alerts).allMatch(alert -> alert.summary().contains("3 of 3 running experiments"));
  }

  @Test
  void withinATickEachInstantHasItsOwn() {
    running(3).settle(opened(0, NOON), opened(1, NOON));
    settle(row("x0", NOON + 2), opened(2, NOON + 2), row("x1", NOON + 1));

    assertThat(checks)
        .extracting(row -> row.experimentKey() + " " + row.findings().label())
        .containsExactly("x1 ASSIGNMENT", "x0 PLATFORM");
  }

  @Test
  void aResetEndsAnOpeningAtItsInstant() {
    running(3).settle(opened(0, NOON), opened(1, NOON), opened(2, NOON), row("x0", NOON + 1));
    settle(alert("x1", AlertStatus.RESOLVED, NOON + 2), row("x0", NOON + 2));
    // What it opens anew counts from then on, and a reset of the same instant comes before it.
    settle(opened(1, NOON + 3), alert("x1", AlertStatus.RESOLVED, NOON + 3), row("x0", NOON + 3));

    assertThat(checks)
        .extracting(row -> row.findings().label())
        .containsExactly(Cause.PLATFORM, Cause.ASSIGNMENT, Cause.PLATFORM);
  }

  @Test
  void whatDoesNotRaiseAnAlertKeepsItsWords() {
    running(3).settle(opened(0, NOON), opened(1, NOON), opened(2, NOON));
    alerts.clear();
    settle(
        alert("x0", AlertStatus.ACKNOWLEDGED, NOON + 1), alert("x1", AlertStatus.WARNED, NOON + 1));

    assertThat(alerts.get(0).summary()).isEqualTo("as it was");
    assertThat(alerts.get(0).evidence().findings().label()).isEqualTo(Cause.PLATFORM);
    assertThat(alerts.get(1).recommendedAction())
        .endsWith("the event pipeline; there is no reason to stop x1 yet.");
  }

  @Test
  void anExperimentThatNobodyKnowsIsNotCounted() {
    running(2).settle(opened(0, NOON), opened(1, NOON), opened(7, NOON));

    assertThat(alerts).extracting(SrmAlert::summary).containsOnly("as it was");
    assertThat(standings).doesNotContainKey("x7");
  }

  @Property(tries = 200)
  void theOrderInWhichLedgersTellMeansNothing(
      @ForAll @IntRange(min = 3, max = 20) int experiments, @ForAll long seed) {
    Random random = new Random(seed);
    List<SplitNews> news = new ArrayList<>();
    for (int i = 0; i < experiments; i++) {
      long asOf = NOON + random.nextInt(3);
      if (random.nextBoolean()) {
        news.add(opened(i, asOf));
      }
      news.add(row("x" + i, asOf));
    }
    CompanionsTest inOrder = new CompanionsTest().running(experiments);
    inOrder.settle(news.toArray(SplitNews[]::new));
    Collections.shuffle(news, random);
    CompanionsTest shuffled = new CompanionsTest().running(experiments);
    shuffled.settle(news.toArray(SplitNews[]::new));

    assertThat(shuffled.checks).containsExactlyInAnyOrderElementsOf(inOrder.checks);
    assertThat(shuffled.alerts).containsExactlyInAnyOrderElementsOf(inOrder.alerts);
    assertThat(shuffled.standings).isEqualTo(inOrder.standings);
  }
}
