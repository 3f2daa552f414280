package io.plumbline.functions;

import io.plumbline.core.statistics.FixedHorizon;
import io.plumbline.core.statistics.LinearArm;
import io.plumbline.core.statistics.Quantiles;
import java.util.Optional;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.types.Row;

/**
 * {@code sketch_quantile_difference(sketch_c BYTES, sketch_t BYTES, nu DOUBLE, alpha DOUBLE) ->
 * ROW<estimate, standard_error, df, p_value, lower_bound, upper_bound>}: the difference treatment -
 * control of two quantiles, one value a unit, {@link Quantiles}; null where there is too little to
 * tell.
 */
public class SketchQuantileDifference extends ScalarFunction {

  public @DataTypeHint(
      "ROW<estimate DOUBLE, standard_error DOUBLE, df DOUBLE, p_value DOUBLE, lower_bound DOUBLE,"
          + " upper_bound DOUBLE>") Row eval(
      @DataTypeHint("BYTES") byte[] control,
      @DataTypeHint("BYTES") byte[] treatment,
      @DataTypeHint("DOUBLE") Double nu,
      @DataTypeHint("DOUBLE") Double alpha) {
    if (Arguments.anyNull(control, treatment, nu, alpha)) {
      return null;
    }
    double error = Arguments.alpha(alpha);
    Optional<LinearArm> c = Quantiles.arm(Sketches.of(control), nu);
    Optional<LinearArm> t = Quantiles.arm(Sketches.of(treatment), nu);
    return c.isEmpty() || t.isEmpty()
        ? null
        : Results.row(FixedHorizon.difference(c.get(), t.get(), error));
  }
}
