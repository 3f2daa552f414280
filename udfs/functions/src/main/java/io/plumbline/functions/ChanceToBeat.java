package io.plumbline.functions;

import io.plumbline.core.statistics.Bayes;

/**
 * {@code chance_to_beat(estimate DOUBLE, standard_error DOUBLE [, prior_mean DOUBLE, prior_sd
 * DOUBLE]) -> DOUBLE}: the chance that the effect is above 0, {@link Bayes}; without a prior N(0,
 * 0.3^2). Not protected against looking. Null where the standard error is 0.
 */
public class ChanceToBeat extends PosteriorFunction {

  @Override
  double of(Bayes.Posterior posterior) {
    return posterior.chanceToBeat();
  }
}
