package io.plumbline.functions;

import io.plumbline.core.statistics.LinearArm;
import io.plumbline.core.statistics.Quantiles;
import java.util.Optional;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.types.Row;

/** Two quantiles of sketches, one value a unit, {@link Quantiles}; null where they say nothing. */
public abstract class SketchQuantileFunction extends ScalarFunction {

  private final boolean lift;

  SketchQuantileFunction(boolean lift) {
    this.lift = lift;
  }

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
    return Results.row(c, t, error, lift);
  }
}
