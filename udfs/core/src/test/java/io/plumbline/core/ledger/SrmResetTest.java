package io.plumbline.core.ledger;

import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static io.plumbline.core.ledger.LedgerBench.CONTROL;
import static io.plumbline.core.ledger.LedgerBench.TREATMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.experiment.Epoch;
import io.plumbline.core.experiment.ExperimentFixture;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.experiment.Note;
import io.plumbline.core.statistics.SrmEValue;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A reset of the alarm: what was is frozen, and a new process begins. */
class SrmResetTest {
  private static final long ONE_HOUR_LATER = START + HOUR;
  private static final long RESET = START + 2 * HOUR;
  private static final long AFTER = START + 3 * HOUR;

  private static ExperimentFixture reset(long... instants) {
    ExperimentFixture fixture = experiment("x").srmAlpha(0.001);
    for (int i = 0; i < instants.length; i++) {
      fixture.note(
          new Note(
              "" + i, Note.Kind.COMMENT, Note.Action.RESET_SRM, "ann", instants[i], instants[i]));
    }
    return fixture;
  }

  @Test
  void aResetBeginsAnEpoch() {
    ExperimentPlan plan =
        reset(RESET, RESET, START + 130 * MINUTE, START)
            .allocation(START, "1", "1")
            .allocation(START + 125 * MINUTE, "1", "3")
            .plan();

    assertThat(plan.epochs())
        .extracting(
            Epoch::index, e -> (e.begin() - START) / MINUTE, Epoch::settling, Epoch::process)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0, 0L, false, 0),
            org.assertj.core.groups.Tuple.tuple(1, 120L, false, 2),
            org.assertj.core.groups.Tuple.tuple(2, 125L, true, 2),
            org.assertj.core.groups.Tuple.tuple(3, 130L, true, 3),
            org.assertj.core.groups.Tuple.tuple(4, 140L, false, 3));
    assertThat(plan.instants())
        .containsExactly(START, RESET, START + 125 * MINUTE, START + 130 * MINUTE);
  }

  @Test
  void aResetResolvesTheAlarmAndTestsTheUnitsFromThenOn() {
    LedgerBench ledger = LedgerBench.of(reset(RESET)).at(START);
    ledger.units(CONTROL, 1000).units(TREATMENT, 700).at(ONE_HOUR_LATER);
    assertThat(ledger.combined().status()).isEqualTo("ESCALATED");

    ledger.restored().at(RESET);
    assertThat(ledger.alerts)
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.status()).isEqualTo(AlertStatus.RESOLVED);
              assertThat(alert.resolution()).isEqualTo(SrmAlert.RESET);
              assertThat(alert.evidence().observed()).containsEntry("control", 1000L);
            });
    assertThat(ledger.combined())
        .satisfies(
            row -> {
              assertThat(row.units()).isZero();
              assertThat(row.status()).isEqualTo("HEALTHY");
              assertThat(row.anytimePValue()).isEqualTo(1);
            });
    assertThat(ledger.check(0, SegmentKey.WHOLE).units()).isEqualTo(1700);

    ledger.units(1, Map.of(), CONTROL, 90).units(1, Map.of(), TREATMENT, 110);
    // A late one of the frozen process changes its row, and nothing else.
    ledger.units(0, Map.of(), CONTROL, 1).at(AFTER);
    assertThat(ledger.combined().observed()).isEqualTo(Map.of("control", 90L, "treatment", 110L));
    assertThat(ledger.combined().logEValue())
        .isEqualTo(SrmEValue.logE(new long[] {90, 110}, new long[] {1, 1}));
    assertThat(ledger.check(0, SegmentKey.WHOLE).units()).isEqualTo(1701);
  }

  @Test
  void eachResetHalvesTheAlpha() {
    // log E of 60/140 is 15.6, more than log(1/0.001) = 6.9 and less than log(64/0.000001).
    LedgerBench once = LedgerBench.of(experiment("x").srmAlpha(1e-6)).at(START);
    once.units(CONTROL, 60).units(TREATMENT, 140).at(ONE_HOUR_LATER);
    double logA = once.combined().logEAlarm();
    double alpha = Math.exp(-logA) * 1.5;
    LedgerBench fresh = LedgerBench.of(reset(RESET).srmAlpha(alpha)).at(START);
    fresh.units(CONTROL, 60).units(TREATMENT, 140).at(ONE_HOUR_LATER);
    assertThat(fresh.combined().status()).isEqualTo("OPENED");

    LedgerBench reset = LedgerBench.of(reset(START + MINUTE).srmAlpha(alpha)).at(START);
    reset.at(START + MINUTE).units(1, Map.of(), CONTROL, 60).units(1, Map.of(), TREATMENT, 140);
    reset.at(ONE_HOUR_LATER);
    assertThat(reset.combined().logEAlarm()).isEqualTo(logA);
    assertThat(reset.combined().status()).isEqualTo("WARNED");
    assertThat(reset.alerts).extracting(SrmAlert::alertId).containsExactly("srm-x-1");
  }
}
