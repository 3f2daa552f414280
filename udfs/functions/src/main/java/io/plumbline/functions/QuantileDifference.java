package io.plumbline.functions;

import io.plumbline.core.statistics.Quantiles;

/**
 * {@code quantile_difference(n_c BIGINT, quantile_c DOUBLE, lower_c DOUBLE, upper_c DOUBLE, n_t
 * BIGINT, quantile_t DOUBLE, lower_t DOUBLE, upper_t DOUBLE, nu DOUBLE, alpha DOUBLE) ->
 * ROW<estimate, standard_error, df, p_value, lower_bound, upper_bound>}: the difference treatment -
 * control of two quantiles, from the values at the {@link QuantileRanks}, {@link Quantiles}; null
 * where they say nothing.
 */
public class QuantileDifference extends QuantileFunction {

  public QuantileDifference() {
    super(false);
  }
}
