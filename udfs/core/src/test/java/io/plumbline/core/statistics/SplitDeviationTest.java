package io.plumbline.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SplitDeviationTest {

  private static EpochCounts epoch(long[] observed, long... weights) {
    return new EpochCounts(observed, weights);
  }

  private static SplitDeviation of(EpochCounts... epochs) {
    return SplitDeviation.of(List.of(epochs));
  }

  @Test
  void surplusAndVarianceAddUpOverEpochs() {
    SplitDeviation deviation =
        of(epoch(new long[] {80, 20}, 3, 1), epoch(new long[] {40, 60}, 1, 1));

    // 80 - 75 and 40 - 50 over sqrt(100 3/16 + 100 / 4) = sqrt(43.75).
    assertThat(deviation.standardised(0)).isCloseTo(-5 / Math.sqrt(43.75), within(1e-15));
    assertThat(deviation.standardised(1)).isCloseTo(5 / Math.sqrt(43.75), within(1e-15));
    assertThat(deviation.units()).isEqualTo(200);
    assertThat(deviation.observed(1)).isEqualTo(80);
    assertThat(deviation.expected(1)).isEqualTo(75);
    assertThat(deviation.share(1)).isEqualTo(0.4);
    assertThat(deviation.plannedShare(1)).isEqualTo(0.375);
    // 80/3 - 20 in the first, 60 - 40 in the second.
    assertThat(deviation.missingUnits()).isCloseTo(80 / 3.0 - 20 + 20, within(1e-12));
  }

  @Property(tries = 300)
  void ofTwoVariantsTheTreatmentIsTheFarthest(
      @ForAll @LongRange(min = 1, max = 1_000_000_000) long control,
      @ForAll @LongRange(max = 1_000_000_000) long treatment,
      @ForAll @LongRange(min = 1, max = 1_000) long weight,
      @ForAll @LongRange(max = 1_000) long more) {
    SplitDeviation deviation =
        of(
            epoch(new long[] {control, treatment}, weight, 7),
            epoch(new long[] {treatment, more}, 3, weight));

    assertThat(deviation.farthest(0)).isEqualTo(1);
    assertThat(deviation.farthest(1)).isZero();
    assertThat(deviation.standardised(0)).isEqualTo(-deviation.standardised(1));
    assertThat(deviation.sign(0)).isEqualTo(-deviation.sign(1));
    assertThat(deviation.missingUnits()).isNotNegative();
  }

  @Test
  void theVariantFarthestBelowIsTheOneThatMissesMost() {
    SplitDeviation deviation = of(epoch(new long[] {8_000, 1_010, 600}, 8, 1, 1));

    assertThat(deviation.mostMissing(0)).isEqualTo(2);
    assertThat(deviation.farthest(0)).isEqualTo(2);
    assertThat(deviation.sign(0)).isEqualTo(-1);
  }

  @Test
  void whatIsOffIsOutside() {
    SplitDeviation deviation = of(epoch(new long[] {50, 50, 900}, 1, 1, 0));

    assertThat(deviation.units()).isEqualTo(100);
    assertThat(deviation.observed(2)).isZero();
    assertThat(deviation.missingUnits()).isZero();
    assertThat(deviation.mostMissing(0)).isEqualTo(1);
    assertThat(deviation.sign(0)).isZero();
  }

  @Test
  void nothingIsAsFarAsNothing() {
    SplitDeviation deviation = of(epoch(new long[] {0, 0}, 1, 1));

    assertThat(deviation.sign(0)).isZero();
    assertThat(deviation.share(0)).isZero();
    assertThat(deviation.plannedShare(0)).isZero();
    assertThat(deviation.standardised(1)).isZero();
  }

  @Test
  void epochsHaveTheSameVariants() {
    assertThatThrownBy(
            () -> of(epoch(new long[] {1, 1}, 1, 1), epoch(new long[] {1, 1, 1}, 1, 1, 1)))
        .hasMessageContaining("epochs holds one with 3 variants");
  }
}
