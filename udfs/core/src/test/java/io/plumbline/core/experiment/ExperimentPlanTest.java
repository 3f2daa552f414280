package io.plumbline.core.experiment;

import static io.plumbline.core.experiment.ExperimentFixture.CONTROL;
import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.TREATMENT;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExperimentPlanTest {
  private static final long ONE_HOUR_LATER = START + HOUR;
  private static final long SETTLED = ONE_HOUR_LATER + 15 * MINUTE;
  private static final long STOP = START + DAY;
  private static final Timing WITHOUT_SETTLING = new Timing(MINUTE, 0, HOUR);

  private static ExperimentFixture ramp() {
    return experiment("ramp")
        .stoppedAt(STOP)
        .allocation(START, "9", "1")
        .allocation(ONE_HOUR_LATER, "1", "1");
  }

  private static List<String> epochs(ExperimentPlan plan) {
    return plan.epochs().stream()
        .map(
            e ->
                (e.begin() - START) / MINUTE
                    + (e.settling() ? " settling " : " tested ")
                    + e.weights()[0]
                    + ":"
                    + e.weights()[1])
        .toList();
  }

  @Test
  void oneAllocationIsOneTestedEpochFromTheStart() {
    ExperimentPlan plan = experiment("x").plan();

    assertThat(epochs(plan)).containsExactly("0 tested 1:1");
    assertThat(plan.instants()).containsExactly(START);
  }

  @Test
  void aChangeSettlesBeforeItIsTested() {
    ExperimentPlan plan = ramp().plan();

    assertThat(epochs(plan)).containsExactly("0 tested 9:1", "60 settling 1:1", "75 tested 1:1");
    assertThat(plan.epochs()).extracting(Epoch::index).containsExactly(0, 1, 2);
  }

  @Test
  void withoutSettlingTheNextEpochIsTestedAtOnce() {
    ExperimentPlan plan = ExperimentPlan.of(ramp().build(), WITHOUT_SETTLING);

    assertThat(epochs(plan)).containsExactly("0 tested 9:1", "60 tested 1:1");
  }

  @Test
  void aFurtherChangeCutsSettlingShort() {
    ExperimentPlan plan = ramp().allocation(ONE_HOUR_LATER + 5 * MINUTE, "1", "3").plan();

    assertThat(epochs(plan))
        .containsExactly("0 tested 9:1", "60 settling 1:1", "65 settling 1:3", "80 tested 1:3");
  }

  @Test
  void aChangeAtTheVeryEndOfSettlingLeavesNoTestedEpochBetween() {
    ExperimentPlan plan = ramp().allocation(SETTLED, "1", "3").plan();

    assertThat(epochs(plan))
        .containsExactly("0 tested 9:1", "60 settling 1:1", "75 settling 1:3", "90 tested 1:3");
  }

  @Test
  void settlingThatTheStopCutsShortIsTheLastEpoch() {
    ExperimentPlan plan = ramp().stoppedAt(SETTLED).plan();

    assertThat(epochs(plan)).containsExactly("0 tested 9:1", "60 settling 1:1");
  }

  @Test
  void aChangeOfTrafficAloneBeginsEpochsToo() {
    ExperimentPlan plan =
        experiment("x")
            .allocation(START, Map.of(CONTROL, "1", TREATMENT, "1"), 0.1)
            .allocation(ONE_HOUR_LATER, Map.of(CONTROL, "1", TREATMENT, "1"), 1)
            .plan();

    assertThat(epochs(plan)).containsExactly("0 tested 1:1", "60 settling 1:1", "75 tested 1:1");
    assertThat(plan.epochs()).extracting(Epoch::traffic).containsExactly(0.1, 1.0, 1.0);
  }

  @Test
  void theLastAllocationBeforeTheStartIsInForceFromTheStart() {
    ExperimentPlan plan =
        experiment("x")
            .allocation(START - DAY, "1", "0")
            .allocation(START - HOUR, "4", "1")
            .allocation(ONE_HOUR_LATER, "1", "1")
            .plan();

    assertThat(epochs(plan)).containsExactly("0 tested 4:1", "60 settling 1:1", "75 tested 1:1");
    assertThat(plan.instants()).containsExactly(START, ONE_HOUR_LATER);
  }

  @Test
  void allocationsAtTheStopOrLaterAreNeverInForce() {
    ExperimentPlan plan = ramp().allocation(STOP, "1", "2").allocation(STOP + 1, "1", "3").plan();

    assertThat(plan.epochs()).hasSize(3);
    assertThat(plan.instants()).containsExactly(START, ONE_HOUR_LATER, STOP);
  }

  @Test
  void anExperimentWithoutAnAllocationAtItsStartIsRefusedByName() {
    ExperimentFixture late = experiment("late").allocation(ONE_HOUR_LATER, "1", "1");

    assertThatThrownBy(late::plan)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("experiment late");
  }

  @Test
  void instantsAreUnconditionalAndTheEndOfSettlingIsNone() {
    ExperimentPlan plan = ramp().plan();

    assertThat(plan.isUnconditional(START)).isTrue();
    assertThat(plan.isUnconditional(ONE_HOUR_LATER)).isTrue();
    assertThat(plan.isUnconditional(STOP)).isTrue();
    assertThat(plan.isUnconditional(SETTLED)).isFalse();
    assertThat(plan.isUnconditional(START + 1)).isFalse();
  }

  @Test
  void theCallersCopyOfTheInstantsIsItsOwn() {
    ExperimentPlan plan = ramp().plan();
    plan.instants()[0] = 0;

    assertThat(plan.instants()[0]).isEqualTo(START);
  }

  @Test
  void anEpochHoldsFromItsBeginUntilTheNext() {
    ExperimentPlan plan = ramp().plan();

    assertThat(plan.epochAt(START).index()).isZero();
    assertThat(plan.epochAt(ONE_HOUR_LATER - 1).index()).isZero();
    assertThat(plan.epochAt(ONE_HOUR_LATER).index()).isEqualTo(1);
    assertThat(plan.epochAt(SETTLED - 1).index()).isEqualTo(1);
    assertThat(plan.epochAt(SETTLED).index()).isEqualTo(2);
    assertThat(plan.epochAt(STOP - 1).index()).isEqualTo(2);
  }

  @Test
  void aVariantSwitchedOffOrOnIsEnrollableOnlyWhileSettling() {
    ExperimentPlan off =
        experiment("off").allocation(START, "1", "1").allocation(ONE_HOUR_LATER, "1", "0").plan();
    ExperimentPlan on =
        experiment("on").allocation(START, "1", "0").allocation(ONE_HOUR_LATER, "1", "1").plan();

    assertThat(off.epochs()).extracting(e -> e.enrollable()[1]).containsExactly(true, true, false);
    assertThat(on.epochs()).extracting(e -> e.enrollable()[1]).containsExactly(false, true, true);
  }

  @Test
  void theLastInstantIsTheRunsEndOrALaterStop() {
    Horizon beforeTheStop = new Horizon(START, STOP - HOUR);
    Horizon afterTheStop = new Horizon(START, STOP + HOUR);

    assertThat(ramp().plan().lastInstant(beforeTheStop)).isEqualTo(STOP);
    assertThat(ramp().plan().lastInstant(afterTheStop)).isEqualTo(STOP + HOUR);
    assertThat(experiment("x").plan().lastInstant(beforeTheStop)).isEqualTo(STOP - HOUR);
  }

  @Test
  void expectedUnitsFollowTheWeights() {
    Epoch epoch = ramp().plan().epochs().get(0);

    assertThat(epoch.totalWeight()).isEqualTo(10);
    assertThat(epoch.expected(50, 0)).isEqualTo(45.0);
    assertThat(epoch.expected(50, 1)).isEqualTo(5.0);
  }

  @Test
  void unitsOfVariantsWithoutAShareAreNotTested() {
    Epoch epoch = experiment("x").allocation(START, "1", "0").plan().epochs().get(0);

    assertThat(epoch.testedUnits(new long[] {7, 3})).isEqualTo(7);
  }

  @Test
  void scalesHoldTheDecimalsAndTheCaps() {
    ExperimentPlan plan =
        experiment("x")
            .primary(MetricFixture.sum("revenue").decimals(2).caps(-1.5, 20.25))
            .secondary(MetricFixture.conversion("buy").decimals(2))
            .plan();

    assertThat(plan.scale(0)).isEqualTo(new ExperimentPlan.MetricScale(2, 100, -150, 2025));
    assertThat(plan.scale(0).clamp(-151)).isEqualTo(-150);
    assertThat(plan.scale(0).clamp(2026)).isEqualTo(2025);
    assertThat(plan.scale(1))
        .isEqualTo(new ExperimentPlan.MetricScale(0, 1, Long.MIN_VALUE, Long.MAX_VALUE));
  }
}
