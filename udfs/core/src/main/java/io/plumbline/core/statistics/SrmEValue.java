package io.plumbline.core.statistics;

/**
 * The e-value for a sample-ratio mismatch: evidence for "the split is not as planned" against "it
 * is".
 *
 * <p>Lindon and Malek, "Anytime-valid inference for multinomial count data", NeurIPS 2022,
 * arXiv:2011.03567: the Bayes factor of a Dirichlet(K p) prior on the shares against the planned
 * shares p. Valid at every look: reject when the log exceeds log(1/alpha). It depends on the counts
 * alone, not on the order in which units came. Variants of weight 0 and their counts are outside
 * the test; no units, or a single variant with weight, give 0.
 *
 * <p>The textbook form is a difference of log-gammas and loses 1e-5 at 10^9 units. This one is
 * arranged so that nothing large cancels, and is right to 1e-12 max(1, |log E|).
 */
public final class SrmEValue {

  /** The concentration of choice where a single one is asked for. */
  public static final double CONCENTRATION = 1e4;

  private static final double[] MIXTURE = {1e2, 1e4, 1e6};

  /** Stirling's remainder of each. */
  private static final double[] MIXTURE_REMAINDERS = {
    LogSpace.delta(MIXTURE[0]), LogSpace.delta(MIXTURE[1]), LogSpace.delta(MIXTURE[2])
  };

  private SrmEValue() {}

  /**
   * Natural log of the default e-value, the mean over K = 100, 10^4 and 10^6: near the best single
   * K for every size of mismatch.
   *
   * @param observed distinct units per variant, each at least 0
   * @param weights planned weights as integers ({@link IntegerWeights}), each at least 0
   * @throws IllegalArgumentException on unequal lengths, no variant with weight, or a negative
   *     count or weight; the message names the value
   */
  public static double logE(long[] observed, long[] weights) {
    Counts.requireValid(observed, weights);
    int variants = Counts.variants(weights);
    long units = Counts.units(observed, weights);
    if (units == 0 || variants == 1) {
      return 0.0;
    }
    long total = Counts.totalWeight(weights);
    double first =
        logE(observed, weights, variants, units, total, MIXTURE[0], MIXTURE_REMAINDERS[0]);
    double second =
        logE(observed, weights, variants, units, total, MIXTURE[1], MIXTURE_REMAINDERS[1]);
    double third =
        logE(observed, weights, variants, units, total, MIXTURE[2], MIXTURE_REMAINDERS[2]);
    double largest = Math.max(first, Math.max(second, third));
    double sum = ratio(first, largest) + ratio(second, largest) + ratio(third, largest);
    return largest + StrictMath.log(sum / 3.0);
  }

  private static double ratio(double log, double largest) {
    return log == largest ? 1.0 : StrictMath.exp(log - largest);
  }

  /**
   * Natural log of the e-value under one concentration.
   *
   * @param observed distinct units per variant, each at least 0
   * @param weights planned weights as integers ({@link IntegerWeights}), each at least 0
   * @param concentration K of the prior, finite and above 0; about p(1-p)/d^2 is best for a shift d
   * @throws IllegalArgumentException on unequal lengths, no variant with weight, a negative count
   *     or weight, or a concentration that is not allowed; the message names the value
   */
  public static double logE(long[] observed, long[] weights, double concentration) {
    Counts.requireValid(observed, weights);
    requireConcentration(concentration);
    int variants = Counts.variants(weights);
    long units = Counts.units(observed, weights);
    if (units == 0 || variants == 1) {
      return 0.0;
    }
    long total = Counts.totalWeight(weights);
    double remainder = LogSpace.delta(concentration);
    return logE(observed, weights, variants, units, total, concentration, remainder);
  }

  /** One look's p-value: min(1, 1/E). Over many looks, pass the largest log E so far. */
  public static double anytimePValue(double logE) {
    return logE <= 0.0 ? 1.0 : StrictMath.exp(-logE);
  }

  static void requireConcentration(double concentration) {
    if (!(concentration > 0.0) || Double.isInfinite(concentration)) {
      throw new IllegalArgumentException(
          "concentration is " + concentration + "; it must be finite and above 0");
    }
  }

  private static double logE(
      long[] observed,
      long[] weights,
      int variants,
      long units,
      long totalWeight,
      double concentration,
      double remainderOfConcentration) {
    double s = concentration + units;
    double divergence = 0.0;
    double logs = 0.0;
    double remainders = 0.0;
    for (int i = 0; i < observed.length; i++) {
      if (weights[i] == 0) {
        continue;
      }
      double share = (double) weights[i] / totalWeight;
      double prior = concentration * share;
      double posterior = prior + observed[i];
      double eps = eps(observed[i], units, weights[i], totalWeight, s);
      if (eps < -0.5) {
        double ratio = posterior / (s * share);
        double log = StrictMath.log(ratio);
        divergence += share * (ratio * log - eps);
        logs += log;
      } else {
        divergence += share * LogSpace.phi(eps);
        logs += StrictMath.log1p(eps);
      }
      remainders += LogSpace.delta(posterior) - LogSpace.delta(prior);
    }
    return s * divergence
        - 0.5 * (variants - 1) * StrictMath.log1p(units / concentration)
        - 0.5 * logs
        + remainders
        - LogSpace.delta(s)
        + remainderOfConcentration;
  }

  /** The posterior share's relative deviation from the planned one; the numerator is exact. */
  static double eps(long observed, long units, long weight, long totalWeight, double s) {
    return WideInteger.differenceOfProducts(observed, totalWeight, units, weight) / (s * weight);
  }
}
