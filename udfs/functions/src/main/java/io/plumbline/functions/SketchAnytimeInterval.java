package io.plumbline.functions;

import io.plumbline.core.statistics.Interval;
import io.plumbline.core.statistics.Quantiles;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.types.Row;

/**
 * {@code sketch_anytime_interval(sketch BYTES, nu DOUBLE, alpha DOUBLE) -> ROW<lower_bound,
 * upper_bound>}: where an arm's quantile lies, at every look, with error alpha/2, {@link
 * Quantiles#anytime}; a bound is null where the values exclude nothing on its side. One value a
 * unit.
 */
public class SketchAnytimeInterval extends ScalarFunction {

  public @DataTypeHint("ROW<lower_bound DOUBLE, upper_bound DOUBLE>") Row eval(
      @DataTypeHint("BYTES") byte[] sketch,
      @DataTypeHint("DOUBLE") Double nu,
      @DataTypeHint("DOUBLE") Double alpha) {
    if (Arguments.anyNull(sketch, nu, alpha)) {
      return null;
    }
    Interval interval = Quantiles.anytime(Sketches.of(sketch), nu, alpha);
    return Row.of(Results.finiteOrNull(interval.lower()), Results.finiteOrNull(interval.upper()));
  }
}
