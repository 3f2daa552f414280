package io.plumbline.functions;

import io.plumbline.core.statistics.Fieller;
import org.apache.flink.types.Row;

/**
 * {@code fieller_lift(mean_c DOUBLE, standard_error_c DOUBLE, mean_t DOUBLE, standard_error_t
 * DOUBLE, multiplier DOUBLE) -> ROW<lower_bound, upper_bound>}: bounds on the lift of two
 * independent means, {@link Fieller#lift}; null where the control is within the multiplier's
 * standard errors of 0.
 */
public class FiellerLift extends RowFunction {

  public FiellerLift() {
    super(
        Results.INTERVAL,
        0,
        "mean_c DOUBLE",
        "standard_error_c DOUBLE",
        "mean_t DOUBLE",
        "standard_error_t DOUBLE",
        "multiplier DOUBLE");
  }

  @Override
  Row apply(Values values) {
    return Fieller.lift(
            values.number(), values.number(), values.number(), values.number(), values.number())
        .map(interval -> Row.of(interval.lower(), interval.upper()))
        .orElse(null);
  }
}
