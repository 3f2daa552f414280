package io.plumbline.core.ledger;

import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static io.plumbline.core.experiment.MetricFixture.conversion;
import static io.plumbline.core.experiment.MetricFixture.count;
import static io.plumbline.core.ledger.LedgerBench.CONTROL;
import static io.plumbline.core.ledger.LedgerBench.TREATMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.experiment.ExperimentFixture;
import io.plumbline.core.statistics.EpochCounts;
import io.plumbline.core.statistics.SrmCombined;
import io.plumbline.core.statistics.SrmEValue;
import io.plumbline.core.unit.HealthCounter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which rows are published when, and what they count. */
class ExperimentLedgerTest {
  private static final long ONE_MINUTE_LATER = START + MINUTE;
  private static final long TWO_MINUTES_LATER = START + 2 * MINUTE;
  private static final long ONE_HOUR_LATER = START + HOUR;
  private static final long TWO_HOURS_LATER = START + 2 * HOUR;
  private static final long STOP = START + DAY;
  private static final Map<String, String> DE = Map.of("country", "DE");
  private static final SegmentKey GERMANY = new SegmentKey("country", "DE");

  private static ExperimentFixture x() {
    return experiment("x").stoppedAt(STOP).primary(count("buy").window(HOUR));
  }

  private static ExperimentFixture ramp() {
    return x().allocation(START, "9", "1").allocation(ONE_HOUR_LATER, "1", "1");
  }

  @Test
  void theStartPublishesZerosOfEveryVariant() {
    LedgerBench ledger =
        LedgerBench.of(
                x().secondary(conversion("open")).secondary(count("late").matureOnly().window(1)))
            .at(START);

    assertThat(ledger.combined().observed()).isEqualTo(Map.of("control", 0L, "treatment", 0L));
    assertThat(ledger.checks).extracting(SrmCheck::epoch).containsExactly(0, null);
    assertThat(ledger.health)
        .extracting(ExperimentHealth::variantKey)
        .containsExactly("control", "treatment");
    assertThat(ledger.metrics(0, false)).containsExactly("control 0/0", "treatment 0/0");
    assertThat(ledger.metrics(0, true)).containsExactly("control 0/0", "treatment 0/0");
    assertThat(ledger.metrics(1, false)).hasSize(2);
    assertThat(ledger.metrics(1, true)).isEmpty();
    assertThat(ledger.metrics(2, false)).isEmpty();
    assertThat(ledger.metrics(2, true)).hasSize(2);
    assertThat(ledger.results)
        .extracting(MetricResult::status)
        .containsOnly(ResultStatus.INSUFFICIENT);
  }

  @Test
  void beforeTheStartOnlyRejectionsAreTold() {
    LedgerBench ledger =
        LedgerBench.of(x())
            .health(CONTROL, HealthCounter.rejected(RejectReason.OUTSIDE_EXPERIMENT), 2)
            .at(START - MINUTE);

    assertThat(ledger.rows()).hasSize(2).allMatch(row -> row instanceof ExperimentHealth);
    assertThat(ledger.health.get(0).rejected()).isEqualTo(Map.of("OUTSIDE_EXPERIMENT", 2L));
    assertThat(ledger.at(START - 1).isEmpty()).isTrue();
  }

  @Test
  void aTickWithoutAChangePublishesNothing() {
    LedgerBench ledger = LedgerBench.of(x()).at(START).at(ONE_MINUTE_LATER);

    assertThat(ledger.isEmpty()).isTrue();
  }

  @Test
  void aChangeOfOneVariantPublishesAll() {
    LedgerBench ledger =
        LedgerBench.of(x())
            .at(START)
            .units(TREATMENT, 3)
            .exposures(TREATMENT, 4)
            .at(ONE_MINUTE_LATER);

    assertThat(ledger.combined().observed()).isEqualTo(Map.of("control", 0L, "treatment", 3L));
    assertThat(ledger.combined().expected()).isEqualTo(Map.of("control", 1.5, "treatment", 1.5));
    assertThat(ledger.health)
        .extracting(ExperimentHealth::units, ExperimentHealth::expectedUnits)
        .containsExactly(tuple(0L, 1.5), tuple(3L, 1.5));
    assertThat(ledger.metrics(0, false)).containsExactly("control 0/0", "treatment 3/0");
    assertThat(ledger.metrics(0, true)).isEmpty();
    assertThat(ledger.at(TWO_MINUTES_LATER).isEmpty()).isTrue();
  }

  @Test
  void whatCancelsOutIsNoChange() {
    LedgerBench ledger =
        LedgerBench.of(x()).at(START).units(CONTROL, 2).units(CONTROL, -2).at(ONE_MINUTE_LATER);

    assertThat(ledger.isEmpty()).isTrue();
  }

  @Test
  void healthAndMetricsPublishApart() {
    LedgerBench ledger = LedgerBench.of(x()).units(CONTROL, 1).at(START);

    ledger.exposures(CONTROL, 1).at(ONE_MINUTE_LATER);
    assertThat(ledger.rows()).hasSize(2).allMatch(row -> row instanceof ExperimentHealth);
    ledger.numbers(0, CONTROL, false, 1, 1).at(TWO_MINUTES_LATER);
    assertThat(ledger.health).isEmpty();
    assertThat(ledger.checks).isEmpty();
    assertThat(ledger.metrics(0, false)).containsExactly("control 1/1", "treatment 0/0");
  }

  @Test
  void withoutMetricsThereAreNone() {
    LedgerBench ledger = LedgerBench.of(x()).units(CONTROL, 1).at(START, false);

    assertThat(ledger.metrics).isEmpty();
    assertThat(ledger.results).isEmpty();
    assertThat(ledger.checksButOfTime()).hasSize(2);
  }

  @Test
  void unknownVariantsHaveARowOnceTheyCountSomething() {
    LedgerBench ledger =
        LedgerBench.of(x())
            .health(-1, HealthCounter.rejected(RejectReason.UNKNOWN_VARIANT), 1)
            .at(START);

    assertThat(ledger.health)
        .extracting(ExperimentHealth::variantKey)
        .containsExactly(null, "control", "treatment");
    assertThat(ledger.health.get(0).expectedUnits()).isNull();
    assertThat(ledger.health.get(0).assignmentMismatches()).isNull();
  }

  @Test
  void mismatchesAreCountedWhereThereIsASalt() {
    LedgerBench ledger =
        LedgerBench.of(x().salt("s")).health(CONTROL, HealthCounter.MISMATCHES, 2).at(START);

    assertThat(ledger.health)
        .extracting(ExperimentHealth::assignmentMismatches)
        .containsExactly(2L, 0L);
  }

  @Test
  void stopAndChangeOfAllocationPublishEveryBegunEpoch() {
    LedgerBench ledger = LedgerBench.of(ramp()).at(START);
    assertThat(ledger.checks).extracting(SrmCheck::epoch).containsExactly(0, null);

    ledger.at(ONE_HOUR_LATER);
    assertThat(ledger.checks).extracting(SrmCheck::epoch).containsExactly(0, 1, null);
    assertThat(ledger.metrics).extracting(VariantMetric::epoch).contains(0, 1).doesNotContain(2);
    ledger.at(STOP);
    assertThat(ledger.checks).extracting(SrmCheck::epoch).containsExactly(0, 1, 2, null);
    assertThat(ledger.metrics).extracting(VariantMetric::epoch).contains(0, 1, 2);
  }

  @Test
  void theEndOfSettlingPublishesNothingByItself() {
    LedgerBench ledger = LedgerBench.of(ramp()).at(START).at(ONE_HOUR_LATER);

    assertThat(ledger.at(ONE_HOUR_LATER + 15 * MINUTE).isEmpty()).isTrue();
  }

  @Test
  void settlingIsShownAndLeftOutOfTheCombinedRowAndOfResults() {
    LedgerBench ledger =
        LedgerBench.of(ramp())
            .units(CONTROL, 90)
            .units(TREATMENT, 10)
            .at(START)
            .at(ONE_HOUR_LATER)
            .units(1, Map.of(), CONTROL, 50)
            .at(ONE_HOUR_LATER + MINUTE);

    assertThat(ledger.checks).extracting(SrmCheck::epoch).containsExactly(1);
    assertThat(ledger.checks.get(0).status()).isEqualTo("SETTLING");
    assertThat(ledger.metrics).isNotEmpty();
    assertThat(ledger.results).isEmpty();
    ledger.at(STOP);
    assertThat(ledger.combined().units()).isEqualTo(100);
    assertThat(ledger.combined().logEValue())
        .isEqualTo(
            SrmCombined.logE(
                List.of(
                    new EpochCounts(new long[] {90, 10}, new long[] {9, 1}),
                    new EpochCounts(new long[] {0, 0}, new long[] {1, 1}))));
    assertThat(ledger.results("buy", false).get(0).controlUnits()).isEqualTo(90);
    assertThat(ledger.health.get(0).units()).isEqualTo(140);
    assertThat(ledger.health.get(0).expectedUnits()).isEqualTo(90.0 + 25.0);
  }

  @Test
  void aTestedEpochsRowBringsTheCombinedOne() {
    LedgerBench ledger =
        LedgerBench.of(ramp())
            .at(START)
            .at(ONE_HOUR_LATER)
            .units(2, Map.of(), CONTROL, 5)
            .at(TWO_HOURS_LATER);

    assertThat(ledger.checksButOfTime()).extracting(SrmCheck::epoch).containsExactly(2, null);
  }

  @Test
  void segmentsArePublishedAtSegmentTicksOnly() {
    LedgerBench ledger =
        LedgerBench.of(x().dimensions("country"))
            .at(START)
            .units(0, DE, CONTROL, 1)
            .at(ONE_MINUTE_LATER);
    assertThat(ledger.rows()).noneMatch(row -> row.toString().contains("DE"));

    ledger.at(ONE_HOUR_LATER);
    assertThat(ledger.checksButOfTime())
        .extracting(SrmCheck::epoch, SrmCheck::segment)
        .containsExactly(tuple(0, GERMANY), tuple(null, GERMANY));
    assertThat(ledger.metrics).extracting(VariantMetric::segment).containsOnly(GERMANY).hasSize(2);
    assertThat(ledger.results).extracting(MetricResult::segment).containsOnly(GERMANY);
    assertThat(ledger.at(TWO_HOURS_LATER).isEmpty()).isTrue();
  }

  @Test
  void segmentsArePublishedAtTheEndOfTheRun() {
    long end = START + 5 * MINUTE;
    LedgerBench ledger =
        LedgerBench.until(end, experiment("x").dimensions("country").primary(count("buy")))
            .at(START)
            .units(0, DE, CONTROL, 1)
            .at(ONE_MINUTE_LATER)
            .at(end);

    assertThat(ledger.checksButOfTime()).extracting(SrmCheck::segment).containsOnly(GERMANY);
    assertThat(ledger.metrics).extracting(VariantMetric::segment).containsOnly(GERMANY);
  }

  @Test
  void unconditionalInstantsPublishEveryKnownSegment() {
    LedgerBench ledger =
        LedgerBench.of(x().dimensions("country"))
            .units(0, DE, CONTROL, 1)
            .at(START)
            .at(ONE_HOUR_LATER)
            .at(STOP);

    assertThat(ledger.checks).extracting(SrmCheck::segment).contains(GERMANY, SegmentKey.WHOLE);
    assertThat(ledger.metrics(0, true)).hasSize(2);
    assertThat(ledger.metrics)
        .filteredOn(m -> m.segment().equals(GERMANY))
        .extracting(VariantMetric::isMature)
        .contains(true, false);
  }

  @Test
  void aTransitionOfTheSplitPublishesSegmentsAndHasNoWayBack() {
    LedgerBench ledger =
        LedgerBench.of(x().dimensions("country"))
            .at(START)
            .units(0, DE, CONTROL, 300)
            .units(0, DE, TREATMENT, 100)
            .at(ONE_MINUTE_LATER);

    assertThat(ledger.combined().status()).isEqualTo("ESCALATED");
    assertThat(ledger.combined().logEAlarm()).isGreaterThan(Math.log(1e5));
    assertThat(ledger.check(null, GERMANY).eBhRejected()).isTrue();
    assertThat(ledger.check(null, GERMANY).status()).isEqualTo("REJECTED");
    assertThat(ledger.metrics).extracting(VariantMetric::segment).contains(GERMANY);
    double p = ledger.combined().anytimePValue();

    ledger.units(0, DE, TREATMENT, 200).at(TWO_MINUTES_LATER);
    assertThat(ledger.combined().status()).isEqualTo("ESCALATED");
    assertThat(ledger.combined().anytimePValue()).isEqualTo(p);
    assertThat(ledger.combined().logEAlarm()).isNegative();
    assertThat(ledger.check(0, SegmentKey.WHOLE).logEValue())
        .isEqualTo(SrmEValue.logE(new long[] {300, 300}, new long[] {1, 1}));
    assertThat(ledger.checks).extracting(SrmCheck::segment).doesNotContain(GERMANY);
  }

  @Test
  void aPlannedSplitStaysHealthy() {
    LedgerBench ledger =
        LedgerBench.of(x())
            .at(START)
            .units(CONTROL, 5_000)
            .units(TREATMENT, 5_010)
            .at(ONE_MINUTE_LATER);

    assertThat(ledger.combined().status()).isEqualTo("HEALTHY");
    assertThat(ledger.combined().eBhRejected()).isNull();
    assertThat(ledger.combined().chiSquaredDf()).isEqualTo(1);
    assertThat(ledger.check(0, SegmentKey.WHOLE).logEAlarm()).isNull();
  }

  @Test
  void anAlarmIsRaisedOnceAndResolvedAtTheStop() {
    LedgerBench ledger = LedgerBench.of(x()).at(START);
    assertThat(ledger.alerts).isEmpty();

    ledger.units(CONTROL, 300).units(TREATMENT, 100).at(ONE_MINUTE_LATER);
    assertThat(ledger.alerts)
        .extracting(SrmAlert::status)
        .containsExactly(AlertStatus.WARNED, AlertStatus.OPENED, AlertStatus.ESCALATED);
    assertThat(ledger.alerts.get(2).evidence().observed()).isEqualTo(ledger.combined().observed());
    assertThat(ledger.alerts.get(2).configVersion()).isEqualTo(ledger.combined().configVersion());
    ledger.restored().units(CONTROL, 300).at(TWO_MINUTES_LATER);
    assertThat(ledger.alerts).isEmpty();
    ledger.restored().at(STOP);
    assertThat(ledger.alerts).extracting(SrmAlert::sequence).containsExactly(4);
    assertThat(ledger.alerts.get(0).firstAsOf()).isEqualTo(ONE_MINUTE_LATER);
  }
}
