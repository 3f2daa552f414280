package io.plumbline.functions;

import io.plumbline.core.statistics.Bayes;

/**
 * A number of the posterior of an effect, {@link Bayes}; without a prior N(0, 0.3^2). Null where
 * the standard error is 0.
 */
public abstract class PosteriorFunction extends NumberFunction {

  PosteriorFunction() {
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
        : Double.valueOf(of(Bayes.posterior(estimate, standardError, priorMean, priorSd)));
  }

  abstract double of(Bayes.Posterior posterior);
}
