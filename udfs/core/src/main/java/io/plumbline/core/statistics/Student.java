package io.plumbline.core.statistics;

import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Erf;

/**
 * Tails of Student's t distribution for real degrees of freedom, always by the survival function: 1
 * - cdf has no digits left below 1e-16.
 */
final class Student {

  /** Above, the normal approximation is better than the fraction, whose terms begin to cancel. */
  private static final double NORMAL_ABOVE = 5000.0;

  private static final int MAX_ITERATIONS = 100_000;
  private static final int MAX_STEPS = 100;

  /** Newton's error is squared by each step: after one this small, relative to t, none is left. */
  private static final double LAST_STEP = 1e-9;

  private static final double TINY = 1e-300;
  private static final double SQRT_HALF = StrictMath.sqrt(0.5);

  private Student() {}

  /**
   * P(|T| >= |t|).
   *
   * @param df degrees of freedom, above 0
   */
  static double twoSidedPValue(double t, double df) {
    if (t == 0.0) {
      return 1.0;
    }
    double ratio = t * t / df;
    if (df > NORMAL_ABOVE) {
      return Erf.erfc(normalEquivalent(ratio, df) * SQRT_HALF);
    }
    double a = 0.5 * df;
    double x = 1.0 / (1.0 + ratio);
    if (x < (a + 1.0) / (a + 2.5)) {
      double log = -a * StrictMath.log1p(ratio) - 0.5 * StrictMath.log1p(1.0 / ratio);
      return StrictMath.exp(log - Beta.logBeta(a, 0.5)) * betaFraction(x, a, 0.5) / a;
    }
    double y = ratio / (1.0 + ratio);
    double log = -0.5 * StrictMath.log1p(1.0 / ratio) - a * StrictMath.log1p(ratio);
    return 1.0 - StrictMath.exp(log - Beta.logBeta(0.5, a)) * betaFraction(y, 0.5, a) / 0.5;
  }

  /**
   * The t above 0 at which P(|T| >= t) is alpha.
   *
   * @param alpha between 0 and 1
   * @param df degrees of freedom, above 0
   */
  static double criticalValue(double alpha, double df) {
    double logAlpha = StrictMath.log(alpha);
    // Newton's steps on log p from the normal's value, which is below: its tails are lighter.
    double t = Erf.erfcInv(alpha) / SQRT_HALF;
    for (int i = 0; i < MAX_STEPS; i++) {
      double p = twoSidedPValue(t, df);
      double density =
          StrictMath.exp(
                  -0.5 * (df + 1.0) * StrictMath.log1p(t * t / df) - Beta.logBeta(0.5, 0.5 * df))
              / StrictMath.sqrt(df);
      double step = (StrictMath.log(p) - logAlpha) * p / (2.0 * density);
      t += step;
      if (!(Math.abs(step) > LAST_STEP * t)) {
        break;
      }
    }
    return t;
  }

  /** Hill, "Algorithm 395: Student's t-distribution", CACM 13 (1970), in its corrected form. */
  private static double normalEquivalent(double ratio, double df) {
    double a = df - 0.5;
    double b = 48.0 * a * a;
    double y = a * StrictMath.log1p(ratio);
    double tail = ((-0.4 * y - 3.3) * y - 24.0) * y - 85.5;
    return ((tail / (0.8 * y * y + 100.0 + b) + y + 3.0) / b + 1.0) * StrictMath.sqrt(y);
  }

  /** The continued fraction of the incomplete beta function, DLMF 8.17.22, by Lentz's method. */
  private static double betaFraction(double x, double a, double b) {
    double c = 1.0;
    double d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    double fraction = d;
    for (int m = 1; m < MAX_ITERATIONS; m++) {
      double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
      d = 1.0 / nonzero(1.0 + even * d);
      c = nonzero(1.0 + even / c);
      fraction *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
      d = 1.0 / nonzero(1.0 + odd * d);
      c = nonzero(1.0 + odd / c);
      double factor = d * c;
      fraction *= factor;
      if (Math.abs(factor - 1.0) <= 2.3e-16) {
        break;
      }
    }
    return fraction;
  }

  private static double nonzero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }
}
