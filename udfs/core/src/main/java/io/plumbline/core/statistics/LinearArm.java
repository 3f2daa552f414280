package io.plumbline.core.statistics;

/**
 * One arm as the pair tests see it: an estimate that is, to first order, a mean over units, and the
 * variance of what each unit adds to it. Means, ratios and covariate-adjusted means all are.
 *
 * <p>A lift divides by the control's baseline, which an adjustment leaves as it was. So beside the
 * variance of the adjusted value stand those of the baseline R and of the shift R - A.
 *
 * @param units n, at least 0
 * @param nonzeroUnits units whose value is not 0; the successes of a binary metric
 * @param value A, what is compared: the mean, the ratio, or the adjusted one
 * @param scaledVariance (n - 1) s^2 of A
 * @param variance s^2 of A; for at least two units
 * @param baseline R, the mean or ratio before any adjustment
 * @param baselineVariance s^2 of R
 * @param shiftVariance s^2 of R - A
 * @param shiftCovariance the covariance of R - A with R
 * @param adjustment what A is
 */
public record LinearArm(
    long units,
    long nonzeroUnits,
    double value,
    double scaledVariance,
    double variance,
    double baseline,
    double baselineVariance,
    double shiftVariance,
    double shiftCovariance,
    Adjustment adjustment) {

  /** How the value compared differs from the baseline that lifts divide by. */
  public enum Adjustment {
    /** Not at all. */
    NONE,
    /** A mean less theta times the covariate's mean. */
    COVARIATE,
    /** A ratio less theta times the covariates' ratio. */
    RATIO_COVARIATE
  }

  /** A mean. */
  public static LinearArm mean(Arm arm) {
    return plain(
        arm.units(),
        arm.nonzeroUnits(),
        arm.mean(),
        arm.scaledVariance(false),
        arm.variance(false));
  }

  /** The share of ones among units that are 0 or 1, with s^2 = p (1 - p). */
  public static LinearArm proportion(Arm arm) {
    return plain(
        arm.units(), arm.nonzeroUnits(), arm.mean(), arm.scaledVariance(true), arm.variance(true));
  }

  static LinearArm plain(
      long units, long nonzeroUnits, double value, double scaledVariance, double variance) {
    return new LinearArm(
        units,
        nonzeroUnits,
        value,
        scaledVariance,
        variance,
        value,
        variance,
        0.0,
        0.0,
        Adjustment.NONE);
  }
}
