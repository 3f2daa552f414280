package io.plumbline.functions;

import io.plumbline.core.statistics.Arm;
import io.plumbline.core.statistics.FixedHorizon;
import io.plumbline.core.statistics.LinearArm;
import org.apache.flink.types.Row;

/**
 * {@code proportion_difference(n_c BIGINT, successes_c BIGINT, n_t BIGINT, successes_t BIGINT,
 * alpha DOUBLE) -> ROW<estimate, standard_error, df, p_value, lower_bound, upper_bound>}: as {@link
 * MeanDifference} for units that are 0 or 1, with s^2 = p (1 - p); {@link FixedHorizon}.
 */
public class ProportionDifference extends RowFunction {

  public ProportionDifference() {
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
    LinearArm control = arm("c", values);
    LinearArm treatment = arm("t", values);
    double alpha = Arguments.alpha(values.number());
    return Results.row(FixedHorizon.difference(control, treatment, alpha));
  }

  static LinearArm arm(String arm, Values values) {
    long units = values.count();
    long successes = values.count();
    if (successes > units) {
      throw new IllegalArgumentException(
          "successes_" + arm + " is " + successes + "; allowed are 0 to n_" + arm + ", " + units);
    }
    return LinearArm.proportion(new Arm(units, successes, 0.0, successes));
  }
}
