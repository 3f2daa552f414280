package io.plumbline.functions;

import io.plumbline.core.statistics.Quantiles;

/**
 * {@code sketch_quantile_difference(sketch_c BYTES, sketch_t BYTES, nu DOUBLE, alpha DOUBLE) ->
 * ROW<estimate, standard_error, df, p_value, lower_bound, upper_bound>}: the difference treatment -
 * control of two quantiles, one value a unit, {@link Quantiles}; null where there is too little to
 * tell.
 */
public class SketchQuantileDifference extends SketchQuantileFunction {

  public SketchQuantileDifference() {
    super(false);
  }
}
