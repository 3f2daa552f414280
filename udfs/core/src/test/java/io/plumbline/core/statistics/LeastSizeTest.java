package io.plumbline.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeastSizeTest {
  private static final Arm LARGE = new Arm(100_000, 50_000, 25_000, 50_000);

  @Test
  void everyArmNeedsUnitsAndValues() {
    assertThat(allowsCall(new Arm(400, 900, 500, 300), ValueRange.LIMITED, 0.5)).isTrue();
    assertThat(allowsCall(new Arm(400, 900, 500, 299), ValueRange.LIMITED, 0.5)).isFalse();
    assertThat(allowsCall(new Arm(100, 30, 21, 30), ValueRange.BINARY, 0.5)).isTrue();
    assertThat(allowsCall(new Arm(100, 29, 20.59, 29), ValueRange.BINARY, 0.5)).isFalse();
    assertThat(allowsCall(new Arm(100, 71, 20.59, 71), ValueRange.BINARY, 0.5)).isFalse();
    assertThat(allowsCall(new Arm(99, 50, 24.7, 50), ValueRange.BINARY, 0.5)).isFalse();
  }

  /** 600 of 1,000 units have 1 or 3: T^2 / Q = 1,200^2 / 3,000 = 480; with 650 of them 520. */
  @Test
  void withoutACapOnAnUnevenSplitValuesCountByWhatTheyAreWorth() {
    Arm before = arm(1000, 600, 1200, 3000);
    Arm after = arm(1000, 650, 1300, 3250);
    assertThat(allowsCall(before, ValueRange.OPEN, 0.1)).isFalse();
    assertThat(allowsCall(after, ValueRange.OPEN, 0.1)).isTrue();
    assertThat(allowsCall(before, ValueRange.OPEN, 0.5)).isTrue();
    assertThat(allowsCall(before, ValueRange.LIMITED, 0.1)).isTrue();
  }

  @Test
  void oneUnitThatCarriesItsArmIsWaitedForUntilThereAreFourThousand() {
    // 3,999 units with 1 and one with 10,000: T^2 / Q is below 2
    assertThat(allowsCall(arm(9000, 4000, 13_999, 100_003_999), ValueRange.OPEN, 0.1)).isTrue();
    assertThat(allowsCall(arm(9000, 3999, 13_998, 100_003_998), ValueRange.OPEN, 0.1)).isFalse();
  }

  /** Profit and loss that cancel have no effective size; they too are called in the end. */
  @Test
  void valuesOfBothSignsNeedFourThousand() {
    assertThat(allowsCall(arm(9000, 3998, 0, 3998), ValueRange.OPEN, 0.1)).isFalse();
    assertThat(allowsCall(arm(9000, 4000, 0, 4000), ValueRange.OPEN, 0.1)).isTrue();
  }

  @Test
  void oneUnevenEpochIsEnoughAndEpochsCountTogether() {
    Arm half = arm(600, 300, 600, 1500);
    EpochPair uneven = new EpochPair(LARGE, half, 0.1);
    EpochPair even = new EpochPair(LARGE, half, 0.5);
    assertThat(allowsCall(List.of(uneven, even), ValueRange.OPEN)).isFalse();
    assertThat(allowsCall(List.of(even, even), ValueRange.OPEN)).isTrue();
    assertThat(allowsCall(List.of(uneven, even, even), ValueRange.OPEN)).isTrue();
    // an epoch of one unit has no variance, but a value
    EpochPair single = new EpochPair(LARGE, new Arm(1, 2, 0, 1), 0.5);
    assertThat(allowsCall(List.of(uneven, even, even, single), ValueRange.OPEN)).isTrue();
  }

  private static Arm arm(long units, long nonzero, double sum, double squares) {
    return new Arm(units, sum, squares - sum * sum / units, nonzero);
  }

  private static boolean allowsCall(List<EpochPair> epochs, ValueRange range) {
    return PairAnalysis.analyse(epochs, range, 0.05, 5000).callable();
  }

  private static boolean allowsCall(Arm arm, ValueRange range, double share) {
    boolean asTreatment = allowsCall(List.of(new EpochPair(LARGE, arm, share)), range);
    boolean asControl = allowsCall(List.of(new EpochPair(arm, LARGE, 1 - share)), range);
    assertThat(asControl).isEqualTo(asTreatment);
    return asTreatment;
  }
}
