package io.plumbline.core.statistics;

/** What the tests of a split share: validation, and totals over the variants with weight. */
final class Counts {

  private Counts() {}

  static void requireValid(long[] observed, long[] weights) {
    if (observed.length != weights.length) {
      throw new IllegalArgumentException(
          "observed has "
              + observed.length
              + " variants and weights has "
              + weights.length
              + "; they must be as many");
    }
    boolean anyWeight = false;
    for (int i = 0; i < observed.length; i++) {
      if (observed[i] < 0) {
        throw new IllegalArgumentException(
            "observed[" + i + "] is " + observed[i] + "; it must be at least 0");
      }
      if (weights[i] < 0) {
        throw new IllegalArgumentException(
            "weights[" + i + "] is " + weights[i] + "; it must be at least 0");
      }
      anyWeight |= weights[i] > 0;
    }
    if (!anyWeight) {
      throw new IllegalArgumentException("weights holds none above 0; at least one is needed");
    }
  }

  static void requireAlpha(double alpha) {
    if (!(alpha > 0.0 && alpha < 1.0)) {
      throw new IllegalArgumentException("alpha is " + alpha + "; it must be between 0 and 1");
    }
  }

  /** Variants with weight. */
  static int variants(long[] weights) {
    int variants = 0;
    for (long weight : weights) {
      if (weight > 0) {
        variants++;
      }
    }
    return variants;
  }

  /** Units of the variants with weight. */
  static long units(long[] observed, long[] weights) {
    long units = 0;
    for (int i = 0; i < observed.length; i++) {
      if (weights[i] > 0) {
        units = Math.addExact(units, observed[i]);
      }
    }
    return units;
  }

  static long totalWeight(long[] weights) {
    long total = 0;
    for (long weight : weights) {
      total = Math.addExact(total, weight);
    }
    return total;
  }
}
