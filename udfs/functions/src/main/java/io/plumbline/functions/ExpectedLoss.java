package io.plumbline.functions;

import io.plumbline.core.statistics.Bayes;

/**
 * {@code expected_loss(estimate DOUBLE, standard_error DOUBLE [, prior_mean DOUBLE, prior_sd
 * DOUBLE]) -> DOUBLE}: what shipping is expected to lose, {@link Bayes}; without a prior N(0,
 * 0.3^2). Not protected against looking. Null where the standard error is 0.
 */
public class ExpectedLoss extends PosteriorFunction {

  @Override
  double of(Bayes.Posterior posterior) {
    return posterior.expectedLoss();
  }
}
