package io.plumbline.core.statistics;

/**
 * A normal estimate under a normal prior. Not protected against looking: what it says depends on
 * the prior, and on having stopped for a reason other than what it says.
 */
public final class Bayes {

  /** The mean of the default prior on a lift. */
  public static final double PRIOR_MEAN = 0.0;

  /** The standard deviation of the default prior on a lift. */
  public static final double PRIOR_SD = 0.3;

  private Bayes() {}

  /**
   * The posterior, by precision.
   *
   * @param mean mu
   * @param sd sigma
   */
  public record Posterior(double mean, double sd) {

    /** Phi(mu/sigma), the chance that the effect is above 0. */
    public double chanceToBeat() {
      return Normal.cdf(mean / sd);
    }

    /** sigma phi(mu/sigma) - mu Phi(-mu/sigma), what shipping is expected to lose. */
    public double expectedLoss() {
      return sd * Normal.loss(mean / sd);
    }
  }

  /**
   * The posterior.
   *
   * @param estimate finite
   * @param standardError above 0, finite
   * @param priorMean finite
   * @param priorSd above 0; infinite is a flat prior
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public static Posterior posterior(
      double estimate, double standardError, double priorMean, double priorSd) {
    if (!Double.isFinite(estimate)) {
      throw new IllegalArgumentException("estimate is " + estimate + "; it must be finite");
    }
    if (!(standardError > 0.0) || Double.isInfinite(standardError)) {
      throw new IllegalArgumentException(
          "standard_error is " + standardError + "; it must be finite and above 0");
    }
    if (!Double.isFinite(priorMean)) {
      throw new IllegalArgumentException("prior_mean is " + priorMean + "; it must be finite");
    }
    if (!(priorSd > 0.0)) {
      throw new IllegalArgumentException("prior_sd is " + priorSd + "; it must be above 0");
    }
    if (Double.isInfinite(priorSd)) {
      return new Posterior(estimate, standardError);
    }
    // Ratios of the smaller to the larger, so that no square overflows.
    if (standardError <= priorSd) {
      double ratio = standardError / priorSd;
      double weight = 1.0 / (1.0 + ratio * ratio);
      return new Posterior(
          priorMean + weight * (estimate - priorMean), standardError * StrictMath.sqrt(weight));
    }
    double ratio = priorSd / standardError;
    double weight = 1.0 / (1.0 + ratio * ratio);
    return new Posterior(
        estimate + weight * (priorMean - estimate), priorSd * StrictMath.sqrt(weight));
  }
}
