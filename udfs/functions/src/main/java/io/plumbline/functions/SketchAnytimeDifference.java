package io.plumbline.functions;

import io.plumbline.core.statistics.Interval;
import io.plumbline.core.statistics.Quantiles;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.types.Row;

/**
 * {@code sketch_anytime_difference(sketch_c BYTES, sketch_t BYTES, nu DOUBLE, alpha DOUBLE) ->
 * ROW<lower_bound, upper_bound>}: the difference treatment - control of two quantiles, at every
 * look with error alpha, {@link Quantiles#anytime} of each arm subtracted; a bound is null where
 * nothing is excluded on its side. One value a unit.
 */
public class SketchAnytimeDifference extends ScalarFunction {

  public @DataTypeHint("ROW<lower_bound DOUBLE, upper_bound DOUBLE>") Row eval(
      @DataTypeHint("BYTES") byte[] control,
      @DataTypeHint("BYTES") byte[] treatment,
      @DataTypeHint("DOUBLE") Double nu,
      @DataTypeHint("DOUBLE") Double alpha) {
    if (Arguments.anyNull(control, treatment, nu, alpha)) {
      return null;
    }
    Interval interval =
        Quantiles.difference(
            Quantiles.anytime(Sketches.of(control), nu, alpha),
            Quantiles.anytime(Sketches.of(treatment), nu, alpha));
    return Row.of(Results.finiteOrNull(interval.lower()), Results.finiteOrNull(interval.upper()));
  }
}
