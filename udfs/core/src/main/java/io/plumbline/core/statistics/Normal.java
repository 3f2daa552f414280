package io.plumbline.core.statistics;

import org.apache.commons.math3.special.Erf;

/** The standard normal distribution, by tails that keep their digits. */
final class Normal {

  private static final double SQRT_HALF = StrictMath.sqrt(0.5);
  private static final double LOG_SQRT_TWO_PI = 0.5 * StrictMath.log(2.0 * Math.PI);

  /** From here on the fraction of Mills' ratio converges fast. */
  private static final double FAR = 3.0;

  private static final int TERMS = 200;

  private Normal() {}

  /** P(Z <= z). */
  static double cdf(double z) {
    return 0.5 * Erf.erfc(-z * SQRT_HALF);
  }

  /** z with P(Z > z) = tail. */
  static double upperQuantile(double tail) {
    return Erf.erfcInv(2.0 * tail) / SQRT_HALF;
  }

  /**
   * phi(z) - z P(Z > z), the mean of max(0, Z - z).
   *
   * <p>Far out the two nearly cancel. There P(Z > z) = phi(z) / (z + K) with the continued fraction
   * K = 1/(z + 2/(z + 3/(z + ...))), Abramowitz and Stegun 26.2.14, and the difference is phi(z) K
   * / (z + K).
   */
  static double loss(double z) {
    if (z <= FAR) {
      return density(z) - z * cdf(-z);
    }
    double fraction = 0.0;
    for (int k = TERMS; k >= 1; k--) {
      fraction = k / (z + fraction);
    }
    return density(z) * (fraction / (z + fraction));
  }

  private static double density(double z) {
    return StrictMath.exp(-0.5 * z * z - LOG_SQRT_TWO_PI);
  }
}
