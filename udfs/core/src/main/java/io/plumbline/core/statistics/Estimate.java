package io.plumbline.core.statistics;

/**
 * A fixed-horizon estimate: valid at one look that was fixed in advance.
 *
 * @param estimate the point estimate
 * @param standardError above 0
 * @param df degrees of freedom (Welch)
 * @param pValue two-sided, against 0
 * @param lowerBound of the 1 - alpha interval
 * @param upperBound of the 1 - alpha interval
 */
public record Estimate(
    double estimate,
    double standardError,
    double df,
    double pValue,
    double lowerBound,
    double upperBound) {

  static Estimate of(double estimate, double variance, double df, double alpha) {
    double standardError = StrictMath.sqrt(variance);
    double halfWidth = Student.criticalValue(alpha, df) * standardError;
    return new Estimate(
        estimate,
        standardError,
        df,
        Student.twoSidedPValue(estimate / standardError, df),
        estimate - halfWidth,
        estimate + halfWidth);
  }
}
