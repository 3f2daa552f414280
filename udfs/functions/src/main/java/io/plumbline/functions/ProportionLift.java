package io.plumbline.functions;

import io.plumbline.core.statistics.FixedHorizon;
import io.plumbline.core.statistics.LinearArm;
import org.apache.flink.types.Row;

/**
 * {@code proportion_lift(n_c BIGINT, successes_c BIGINT, n_t BIGINT, successes_t BIGINT, alpha
 * DOUBLE) -> ROW<estimate, standard_error, df, p_value, lower_bound, upper_bound>}: as {@link
 * MeanLift} for units that are 0 or 1, with s^2 = p (1 - p); {@link FixedHorizon}.
 */
public class ProportionLift extends RowFunction {

  public ProportionLift() {
    super(
        Results.ESTIMATE,
        0,
        "n_c BIGINT",
        "successes_c BIGINT",
        "n_t BIGINT",
        "successes_t BIGINT",
        "alpha DOUBLE");
  }

  @Override
  Row apply(Values values) {
    LinearArm control = ProportionDifference.arm("c", values);
    LinearArm treatment = ProportionDifference.arm("t", values);
    double alpha = Arguments.alpha(values.number());
    return Results.row(FixedHorizon.lift(control, treatment, alpha));
  }
}
