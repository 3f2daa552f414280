package io.plumbline.core.statistics;

import java.util.Arrays;

/**
 * The units of one epoch and the weights they were assigned by, one entry per variant in the
 * experiment's order. A variant of weight 0 is switched off and its count is outside every test.
 *
 * @param observed distinct units per variant, each at least 0
 * @param weights planned weights as integers ({@link IntegerWeights}), each at least 0
 */
public record EpochCounts(long[] observed, long[] weights) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException on unequal lengths, no variant with weight, or a negative
   *     count or weight; the message names the value
   */
  public EpochCounts {
    Counts.requireValid(observed, weights);
    observed = observed.clone();
    weights = weights.clone();
  }

  @Override
  public long[] observed() {
    return observed.clone();
  }

  @Override
  public long[] weights() {
    return weights.clone();
  }

  /** The counts themselves, for readers in this package that do not write. */
  long[] observedView() {
    return observed;
  }

  /** The weights themselves, for readers in this package that do not write. */
  long[] weightsView() {
    return weights;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EpochCounts that
        && Arrays.equals(observed, that.observed)
        && Arrays.equals(weights, that.weights);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(observed) + Arrays.hashCode(weights);
  }

  @Override
  public String toString() {
    return "EpochCounts[observed="
        + Arrays.toString(observed)
        + ", weights="
        + Arrays.toString(weights)
        + "]";
  }
}
