package io.plumbline.core.statistics;

/**
 * Asymptotic confidence sequences: intervals and p-values that hold at every look.
 *
 * <p>Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and
 * asymptotic confidence sequences", Annals of Statistics 2024. A normal mixture whose one parameter
 * rho is set once, so that the interval is narrowest at the planned number of units. Throughout
 * kappa = N rho^2.
 */
public final class Anytime {

  private Anytime() {}

  /**
   * An estimate as it stands at this look.
   *
   * @param logE log of the e-value against "no effect"
   * @param pValue min(1, 1/e) of this look alone
   * @param lowerBound of the current interval
   * @param upperBound of the current interval
   */
  public record Look(double logE, double pValue, double lowerBound, double upperBound) {}

  /**
   * An estimate against one side at a time, each bound of its own error alpha.
   *
   * @param pGreater p-value of "not above 0"
   * @param pLess p-value of "not below 0"
   * @param lowerBound the lower bound
   * @param upperBound the upper bound
   */
  public record OneSidedLook(double pGreater, double pLess, double lowerBound, double upperBound) {}

  /**
   * The two-sided test and interval of an estimate.
   *
   * @param standardError above 0, finite
   * @param units N of both arms together, at least 1
   * @param alpha between 0 and 1
   * @param plannedUnits N* of both arms together, fixed before the start, at least 1
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public static Look look(
      double estimate, double standardError, long units, double alpha, long plannedUnits) {
    requireEstimate(estimate, standardError, units);
    double kappa = units * rhoSquared(alpha, plannedUnits);
    double logE = logE(estimate / standardError, kappa);
    double halfWidth = twoSidedQuantile(kappa, alpha) * standardError;
    return new Look(logE, pValue(logE), estimate - halfWidth, estimate + halfWidth);
  }

  /**
   * The one-sided tests and bounds of an estimate.
   *
   * @param standardError above 0, finite
   * @param units N of both arms together, at least 1
   * @param alpha of each bound by itself, between 0 and 1/2
   * @param plannedUnits N* of both arms together, fixed before the start, at least 1
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public static OneSidedLook oneSidedLook(
      double estimate, double standardError, long units, double alpha, long plannedUnits) {
    requireEstimate(estimate, standardError, units);
    requireOneSidedAlpha(alpha);
    double kappa = units * rhoSquared(2.0 * alpha, plannedUnits);
    double z = estimate / standardError;
    double distance = oneSidedQuantile(kappa, alpha) * standardError;
    return new OneSidedLook(
        oneSidedPValue(z, kappa),
        oneSidedPValue(-z, kappa),
        estimate - distance,
        estimate + distance);
  }

  static void requireOneSidedAlpha(double alpha) {
    if (!(alpha > 0.0 && alpha < 0.5)) {
      throw new IllegalArgumentException("alpha is " + alpha + "; it must be between 0 and 1/2");
    }
  }

  /**
   * rho^2 = (-2 log alpha + log(1 - 2 log alpha)) / N*. One-sided bounds take 2 alpha here.
   *
   * @param alpha between 0 and 1
   * @param plannedUnits N*, at least 1
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public static double rhoSquared(double alpha, long plannedUnits) {
    Counts.requireAlpha(alpha);
    if (plannedUnits < 1) {
      throw new IllegalArgumentException(
          "planned units is " + plannedUnits + "; it must be at least 1");
    }
    double twice = -2.0 * StrictMath.log(alpha);
    return (twice + StrictMath.log1p(twice)) / plannedUnits;
  }

  /** log e = -log(1 + kappa) / 2 + z^2 kappa / (2 (1 + kappa)). */
  public static double logE(double z, double kappa) {
    return -0.5 * StrictMath.log1p(kappa) + exponent(z, kappa);
  }

  /** min(1, 1/e). */
  public static double pValue(double logE) {
    return SrmEValue.anytimePValue(logE);
  }

  /** q of the interval D ± q SE: sqrt(((1 + kappa) / kappa) (log(1 + kappa) + 2 log(1/alpha))). */
  public static double twoSidedQuantile(double kappa, double alpha) {
    return StrictMath.sqrt(
        (1.0 + kappa) / kappa * (StrictMath.log1p(kappa) - 2.0 * StrictMath.log(alpha)));
  }

  /**
   * q of a one-sided bound: sqrt(2 ((1 + kappa) / kappa) log(1 + sqrt(1 + kappa) / (2 alpha))).
   *
   * @param kappa with rho for 2 alpha
   */
  public static double oneSidedQuantile(double kappa, double alpha) {
    double odds = StrictMath.sqrt(1.0 + kappa) / (2.0 * alpha);
    return StrictMath.sqrt(2.0 * ((1.0 + kappa) / kappa) * StrictMath.log1p(odds));
  }

  /**
   * min(1, sqrt(1 + kappa) / (2 (exp(z^2 kappa / (2 (1 + kappa))) - 1))) for z above 0, else 1.
   *
   * @param kappa with rho for 2 alpha
   */
  public static double oneSidedPValue(double z, double kappa) {
    if (!(z > 0.0)) {
      return 1.0;
    }
    double denominator = 2.0 * StrictMath.expm1(exponent(z, kappa));
    return Math.min(1.0, StrictMath.sqrt(1.0 + kappa) / denominator);
  }

  private static void requireEstimate(double estimate, double standardError, long units) {
    if (!Double.isFinite(estimate)) {
      throw new IllegalArgumentException("estimate is " + estimate + "; it must be finite");
    }
    if (!(standardError > 0.0) || Double.isInfinite(standardError)) {
      throw new IllegalArgumentException(
          "standard_error is " + standardError + "; it must be finite and above 0");
    }
    if (units < 1) {
      throw new IllegalArgumentException("n is " + units + "; it must be at least 1");
    }
  }

  private static double exponent(double z, double kappa) {
    return z * z * (kappa / (2.0 * (1.0 + kappa)));
  }
}
