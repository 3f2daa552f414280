package io.plumbline.functions;

import io.plumbline.core.statistics.Bayes;

/**
 * {@code expected_loss(estimate DOUBLE, standard_error DOUBLE [, prior_mean DOUBLE, prior_sd
 * DOUBLE]) -> DOUBLE}: what shipping is expected to lose, {@link Bayes}; without a prior N(0,
 * 0.3^2). Not protected against looking. Null where the standard error is 0.
 */
public class ExpectedLoss extends NumberFunction {

  public ExpectedLoss() {
    super(2, "estimate DOUBLE", "standard_error DOUBLE", "prior_mean DOUBLE", "prior_sd DOUBLE");
  }

  @Override
  Double apply(Values values) {
    double estimate = values.finite();
    double standardError = values.square();
    double priorMean = values.hasNext() ? values.number() : Bayes.PRIOR_MEAN;
    double priorSd = values.hasNext() ? values.number() : Bayes.PRIOR_SD;
    return standardError == 0.0
        ? null
        : Double.valueOf(
            Bayes.posterior(estimate, standardError, priorMean, priorSd).expectedLoss());
  }
}
