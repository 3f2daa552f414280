package io.plumbline.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.statistics.MeanTest.Sums;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeanTestTest {

  private static final Arm CONTROL = new Arm(10, 118.273, 41.5, 10);
  private static final Arm TREATMENT = new Arm(53, 553.516, 844.25, 53);

  @Test
  void isThePairAnalysisOfOneEpochBitForBit() {
    PairResult result =
        PairAnalysis.analyse(
            List.of(new EpochPair(CONTROL, TREATMENT, 0.8)), ValueRange.LIMITED, 0.05, 5000);
    assertThat(MeanTest.difference(CONTROL, TREATMENT, 0.05)).hasValue(result.difference());
    assertThat(MeanTest.lift(CONTROL, TREATMENT, 0.05)).hasValue(result.lift());
  }

  /** The formulas as they stand, in the same order of operations. */
  @Test
  void aSingleEpochIsThePlainFormulaBitForBit() {
    double varianceOfTreatment = TREATMENT.m2() / 52 / 53;
    double varianceOfControl = CONTROL.m2() / 9 / 10;
    double variance = varianceOfTreatment + varianceOfControl;
    Estimate found = MeanTest.difference(CONTROL, TREATMENT, 0.05).orElseThrow();
    assertThat(found.estimate()).isEqualTo(553.516 / 53 - 118.273 / 10);
    assertThat(found.standardError()).isEqualTo(Math.sqrt(variance));
    assertThat(found.df())
        .isEqualTo(
            variance
                * variance
                / (varianceOfTreatment * varianceOfTreatment / 52
                    + varianceOfControl * varianceOfControl / 9));
  }

  @Test
  void tooLittleIsEmpty() {
    Sums some = new Sums(50, 50, 80);
    assertThat(MeanTest.difference(some, new Sums(1, 1, 1), 0.05)).isEmpty();
    assertThat(MeanTest.difference(new Sums(0, 0, 0), some, 0.05)).isEmpty();
    assertThat(MeanTest.lift(new Sums(5, 5, 5), new Sums(5, 5, 5), 0.05)).isEmpty();
    assertThat(MeanTest.lift(new Sums(50, 0, 80), some, 0.05)).isEmpty();
    // A sum of squares below T^2 / n: rounding, or not of this sum.
    assertThat(MeanTest.difference(new Sums(2, 1396.87, 52377.9767), some, 0.05)).isEmpty();
  }

  @Test
  void errorsNameTheValue() {
    Sums some = new Sums(50, 50, 80);
    assertThatThrownBy(() -> MeanTest.difference(some, new Sums(-4, 1, 1), 0.05))
        .hasMessageContaining("units is -4");
    assertThatThrownBy(() -> MeanTest.difference(some, new Sums(4, 1, Double.NaN), 0.05))
        .hasMessageContaining("sum2 is NaN");
    assertThatThrownBy(() -> MeanTest.lift(some, some, 2)).hasMessageContaining("alpha is 2.0");
  }
}
