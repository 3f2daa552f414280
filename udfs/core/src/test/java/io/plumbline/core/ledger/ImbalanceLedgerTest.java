package io.plumbline.core.ledger;

import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static io.plumbline.core.experiment.MetricFixture.count;
import static io.plumbline.core.ledger.LedgerBench.CONTROL;
import static io.plumbline.core.ledger.LedgerBench.TREATMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.AlertSeverity;
import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.experiment.ExperimentFixture;
import io.plumbline.core.experiment.Note;
import io.plumbline.core.statistics.AssignmentMismatch;
import io.plumbline.core.statistics.CrossoverImbalance;
import io.plumbline.core.statistics.SrmEValue;
import io.plumbline.core.unit.ExclusionTest;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Exclusions, crossovers and assignments: rows, alerts and what they do to the verdict. */
class ImbalanceLedgerTest {
  private static final long FIRST = START + MINUTE;
  private static final long SECOND = START + 2 * MINUTE;
  private static final long RESET = START + 2 * HOUR;
  private static final long STOP = START + DAY;
  private static final String LATE = "EXCLUSION_IMBALANCE:TOO_LATE";
  private static final String PAIR = "CROSSOVER_IMBALANCE:control/treatment";
  private static final String MISMATCH = "ASSIGNMENT_MISMATCH";

  private static ExperimentFixture x() {
    return experiment("x").stoppedAt(STOP).primary(count("buy").window(HOUR));
  }

  private static ExperimentFixture reset() {
    return x().note(new Note("1", Note.Kind.COMMENT, Note.Action.RESET_SRM, "ann", RESET, RESET));
  }

  /** Split as planned, as the job sees it that tells of all but metric events. */
  private static LedgerBench begun(ExperimentFixture experiment) {
    return LedgerBench.of(experiment)
        .at(START, false)
        .units(CONTROL, 5_000)
        .units(TREATMENT, 5_000)
        .at(FIRST, false);
  }

  @Test
  void exclusionsAreTestedAgainstThePlannedWeights() {
    LedgerBench ledger = begun(x());
    ledger.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 0, CONTROL, 20);
    ledger.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 0, TREATMENT, 80).at(SECOND, false);

    double logE = SrmEValue.logE(new long[] {20, 80}, new long[] {1, 1});
    assertThat(logE).isGreaterThan(Math.log(1000));
    assertThat(ledger.health("control").excludedUnits()).isEqualTo(Map.of("TOO_LATE", 20L));
    assertThat(ledger.health("treatment").excludedUnits()).isEqualTo(Map.of("TOO_LATE", 80L));
    assertThat(ledger.health)
        .allSatisfy(row -> assertThat(row.logEValues()).isEqualTo(Map.of(LATE, logE)));
    assertThat(ledger.transitions())
        .containsExactly("OPENED exclusion-imbalance-x-exposure-too-late-0 1");
    ExperimentAlert alert = ledger.experimentAlerts.get(0);
    assertThat(alert.severity()).isEqualTo(AlertSeverity.CRITICAL);
    assertThat(alert.summary())
        .startsWith(
            "x: exposures left out as TOO_LATE are those of 80 units of treatment, 30 more than"
                + " planned (80 % instead of 50 % of 100) as of 2024-03-01T00:02Z; the evidence is"
                + " ")
        .doesNotContain("follows");
    assertThat(alert.row().table()).isEqualTo("experiment_health");
    assertThat(alert.row().key())
        .isEqualTo(
            Map.of(
                "experiment_key", "x",
                "variant_key", "control",
                "as_of", Instant.ofEpochMilli(SECOND)));
    assertThat(ledger.status(SECOND).openAlertIds())
        .containsExactly("exclusion-imbalance-x-exposure-too-late-0");
    assertThat(ledger.status(SECOND).srmStatus()).isEqualTo("HEALTHY");
  }

  @Test
  void theEpochsEvidenceAddsUp() {
    ExperimentFixture ramp = x().allocation(START, "9", "1").allocation(START + HOUR, "1", "1");
    LedgerBench ledger = LedgerBench.of(ramp).at(START, false);
    ledger.at(START + HOUR, false);
    ledger.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 0, CONTROL, 90);
    ledger.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 0, TREATMENT, 10);
    // settling: shown in the counts of what was rejected, and not tested
    ledger.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 1, TREATMENT, 1_000);
    ledger.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 2, CONTROL, 60);
    ledger.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 2, TREATMENT, 40).at(START + 2 * HOUR, false);

    assertThat(ledger.health("treatment").excludedUnits()).isEqualTo(Map.of("TOO_LATE", 50L));
    assertThat(ledger.health("treatment").logEValues())
        .isEqualTo(
            Map.of(
                LATE,
                SrmEValue.logE(new long[] {90, 10}, new long[] {9, 1})
                    + SrmEValue.logE(new long[] {60, 40}, new long[] {1, 1})));
    assertThat(ledger.experimentAlerts).isEmpty();
  }

  @Test
  void whatEpochsDoNotShowPublishesNothing() {
    ExperimentFixture off = x().allocation(START, "1", "0");
    LedgerBench ledger = LedgerBench.of(off).at(START, false);

    ledger.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 0, TREATMENT, 3);
    ledger.crossovers(0, CONTROL, TREATMENT, 30).at(FIRST, false);
    assertThat(ledger.isEmpty()).isTrue();
  }

  @Test
  void whatWasRejectedStaysSo() {
    LedgerBench ledger = begun(x());
    ledger.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 0, TREATMENT, 80).at(SECOND, false);
    ledger.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 0, CONTROL, 80).restored();
    ledger.at(START + 3 * MINUTE, false);

    assertThat(ledger.health("control").logEValues().get(LATE)).isLessThan(0);
    assertThat(ledger.experimentAlerts).isEmpty();
    assertThat(ledger.status(SECOND).openAlertIds()).hasSize(1);

    ledger.at(STOP, false);
    assertThat(ledger.transitions())
        .containsExactly("RESOLVED exclusion-imbalance-x-exposure-too-late-0 2");
    assertThat(ledger.experimentAlerts.get(0))
        .satisfies(
            alert -> {
              assertThat(alert.resolution()).isEqualTo(ExperimentAlert.STOPPED);
              assertThat(alert.firstAsOf()).isEqualTo(SECOND);
              assertThat(alert.summary())
                  .isEqualTo(
                      "x: stopped at 2024-03-02T00:00Z with an alert about exposures left out as"
                          + " TOO_LATE since 2024-03-01T00:02Z");
            });
    ledger.excluded(ExclusionTest.EXPOSURE_SAMPLED, 0, CONTROL, 500).at(STOP + MINUTE, false);
    assertThat(ledger.health("control").excludedUnits()).containsEntry("SAMPLED", 500L);
    assertThat(ledger.experimentAlerts).isEmpty();
    assertThat(ledger.status(STOP + MINUTE).openAlertIds()).isEmpty();
  }

  @Test
  void aResetBeginsAnewAtHalfTheAlpha() {
    LedgerBench ledger = begun(reset());
    ledger.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 0, TREATMENT, 80);
    ledger.crossovers(0, CONTROL, TREATMENT, 80).at(SECOND, false);
    ledger.restored().at(RESET, false);

    assertThat(ledger.transitions())
        .containsExactly(
            "RESOLVED exclusion-imbalance-x-exposure-too-late-0 2",
            "RESOLVED crossover-imbalance-x-control-treatment-0 2");
    assertThat(ledger.experimentAlerts)
        .extracting(ExperimentAlert::resolution)
        .containsOnly(ExperimentAlert.RESET);
    assertThat(ledger.health("treatment").excludedUnits()).isEmpty();
    assertThat(ledger.health("control").crossoversTo()).isEmpty();
    assertThat(ledger.health("control").logEValues()).isEmpty();

    // enough for the alpha of the first process, and not for half of it
    double logE = SrmEValue.logE(new long[] {0, 80}, new long[] {1, 1});
    ExperimentFixture strict = reset().srmAlpha(Math.exp(-logE) * 1.5);
    LedgerBench again = begun(strict).at(RESET, false);
    again.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 1, TREATMENT, 80).at(RESET + HOUR, false);
    assertThat(again.health("control").logEValues()).isEqualTo(Map.of(LATE, logE));
    assertThat(again.experimentAlerts).isEmpty();
    LedgerBench before = begun(strict);
    before.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 0, TREATMENT, 80).at(SECOND, false);
    assertThat(before.experimentAlerts).hasSize(1);
  }

  @Test
  void flowsBetweenVariantsAreTestedOneToOneWhateverTheWeights() {
    LedgerBench ledger = LedgerBench.of(x().allocation(START, "9", "1")).at(START, false);
    ledger.units(CONTROL, 9_000).units(TREATMENT, 1_000);
    ledger.crossovers(0, CONTROL, TREATMENT, 45).crossovers(0, TREATMENT, CONTROL, 46);
    ledger.at(FIRST, false);

    assertThat(ledger.health("control").crossoversTo()).isEqualTo(Map.of("treatment", 45L));
    assertThat(ledger.health("treatment").crossoversTo()).isEqualTo(Map.of("control", 46L));
    assertThat(ledger.health("control").logEValues())
        .isEqualTo(Map.of(PAIR, CrossoverImbalance.logE(45, 46)));
    assertThat(ledger.experimentAlerts).isEmpty();

    ledger.crossovers(0, CONTROL, TREATMENT, 100).at(SECOND, false);
    // 145 of 191 one way: log E 15.6; and 1.9 % of the units
    assertThat(ledger.transitions())
        .containsExactly("OPENED crossover-imbalance-x-control-treatment-0 1");
    assertThat(ledger.experimentAlerts.get(0).summary())
        .startsWith(
            "x: 145 units crossed over from control to treatment and 46 back, 1.9 % of 10,000 as of"
                + " 2024-03-01T00:02Z; the evidence is ");
  }

  @Test
  void manyCrossoversAreAWarningByThemselves() {
    LedgerBench ledger = begun(x());
    ledger.crossovers(0, CONTROL, TREATMENT, 50).crossovers(0, TREATMENT, CONTROL, 49);
    ledger.at(SECOND, false);
    assertThat(ledger.experimentAlerts).isEmpty();

    ledger.crossovers(0, TREATMENT, CONTROL, 1).at(START + 3 * MINUTE, false);
    assertThat(ledger.transitions())
        .containsExactly("WARNED crossover-imbalance-x-control-treatment-0 1");
    assertThat(ledger.experimentAlerts.get(0).severity()).isEqualTo(AlertSeverity.WARNING);

    ledger.crossovers(0, CONTROL, TREATMENT, 100).at(START + 4 * MINUTE, false);
    assertThat(ledger.transitions())
        .containsExactly("OPENED crossover-imbalance-x-control-treatment-0 2");
  }

  @Test
  void pairsShareTheAlpha() {
    // of three variants: one of three pairs
    double logE = CrossoverImbalance.logE(20, 0);
    ExperimentFixture three = x().variant("third").srmAlpha(Math.exp(-logE) * 2);
    LedgerBench ledger = begun(three).units(2, 5_000);
    ledger.crossovers(0, CONTROL, 2, 20).at(SECOND, false);
    assertThat(ledger.health("control").logEValues())
        .isEqualTo(Map.of("CROSSOVER_IMBALANCE:control/third", logE));
    assertThat(ledger.experimentAlerts).isEmpty();

    LedgerBench two = begun(x().srmAlpha(Math.exp(-logE) * 2));
    two.crossovers(0, CONTROL, TREATMENT, 20).at(SECOND, false);
    assertThat(two.experimentAlerts).hasSize(1);
  }

  @Test
  void assignmentsAreComparedWithTheHashWhereThereIsASalt() {
    LedgerBench ledger = begun(x().salt("grain"));
    assertThat(ledger.health("control").logEValues())
        .isEqualTo(Map.of(MISMATCH, AssignmentMismatch.logE(10_000, 0)));

    // 43 log 10 + 9957 log(.99/.999) = 8.9 > log 1000
    ledger.mismatches(0, 42).at(SECOND, false);
    assertThat(ledger.experimentAlerts).isEmpty();
    ledger.mismatches(0, 1).at(START + 3 * MINUTE, false);
    assertThat(ledger.transitions()).containsExactly("OPENED assignment-mismatch-x-0 1");
    assertThat(ledger.experimentAlerts.get(0).summary())
        .startsWith("x: 43 of 10,000 units are in another variant than the hash gives them");
  }

  @Test
  void anExclusionAlarmBesideAnSrmSaysSo() {
    LedgerBench ledger = LedgerBench.of(x()).at(START, false);
    ledger.units(CONTROL, 6_000).units(TREATMENT, 4_000);
    ledger.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 0, TREATMENT, 100).at(FIRST, false);

    assertThat(ledger.alerts).isNotEmpty();
    assertThat(ledger.experimentAlerts.get(0).summary()).endsWith("; it follows the SRM");
  }

  @Test
  void eachJobTellsItsOwn() {
    LedgerBench metrics = LedgerBench.of(x().salt("grain")).at(START);
    metrics.units(CONTROL, 5_000).units(TREATMENT, 5_000).mismatches(0, 300);
    metrics.excluded(ExclusionTest.METRIC_EVENT_DUPLICATE, 0, TREATMENT, 80);
    metrics.excluded(ExclusionTest.EXPOSURE_TOO_LATE, 0, TREATMENT, 80);
    metrics.crossovers(0, CONTROL, TREATMENT, 40).at(FIRST);

    assertThat(metrics.health("treatment").excludedUnits()).isEqualTo(Map.of("DUPLICATE", 80L));
    assertThat(metrics.health("treatment").logEValues())
        .containsOnlyKeys("EXCLUSION_IMBALANCE:DUPLICATE");
    assertThat(metrics.health("control").crossoversTo()).isEqualTo(Map.of("treatment", 40L));
    assertThat(metrics.transitions())
        .containsExactly("OPENED exclusion-imbalance-x-metric-event-duplicate-0 1");
    assertThat(metrics.experimentAlerts.get(0).summary()).startsWith("x: metric events left out");
  }

  @Test
  void neitherIsToBeTrustedUntilAReset() {
    for (ExclusionTest test : ExclusionTest.values()) {
      LedgerBench ledger = LedgerBench.of(reset()).at(START);
      ledger.excluded(test, 0, TREATMENT, 80).at(FIRST);
      assertThat(verdict(ledger).kind()).isEqualTo(Verdict.Kind.DO_NOT_TRUST);
      assertThat(verdict(ledger).reason())
          .startsWith(test.isOfMetricEvents() ? "metric events" : "exposures")
          .contains(test.reason());
      ledger.restored().at(RESET);
      assertThat(verdict(ledger).kind()).isEqualTo(Verdict.Kind.KEEP_RUNNING);
    }
    LedgerBench crossing = LedgerBench.of(x()).at(START);
    crossing.crossovers(0, CONTROL, TREATMENT, 80).at(FIRST);
    assertThat(verdict(crossing).reason()).contains("crossovers between control and treatment");
    assertThat(verdict(crossing.restored().at(STOP)).kind()).isEqualTo(Verdict.Kind.DO_NOT_TRUST);
  }

  private static Verdict verdict(LedgerBench ledger) {
    return ledger.results("buy", true).get(0).verdict();
  }
}
