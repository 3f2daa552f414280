package io.plumbline.functions;

import io.plumbline.core.statistics.FixedHorizon;

/**
 * {@code proportion_difference(n_c BIGINT, successes_c BIGINT, n_t BIGINT, successes_t BIGINT,
 * alpha DOUBLE) -> ROW<estimate, standard_error, df, p_value, lower_bound, upper_bound>}: as {@link
 * MeanDifference} for units that are 0 or 1, with s^2 = p (1 - p); {@link FixedHorizon}.
 */
public class ProportionDifference extends ProportionFunction {

  public ProportionDifference() {
    super(false);
  }
}
