package io.plumbline.functions;

import io.plumbline.core.statistics.Arm;
import io.plumbline.core.statistics.LinearArm;
import java.util.Optional;
import org.apache.flink.types.Row;

/** Two shares of ones among units that are 0 or 1, with s^2 = p (1 - p), at a fixed horizon. */
public abstract class ProportionFunction extends RowFunction {

  private final boolean lift;

  ProportionFunction(boolean lift) {
    super(
        Results.ESTIMATE,
        0,
        "n_c BIGINT",
        "successes_c BIGINT",
        "n_t BIGINT",
        "successes_t BIGINT",
        "alpha DOUBLE");
    this.lift = lift;
  }

  @Override
  Row apply(Values values) {
    LinearArm control = arm("c", values);
    LinearArm treatment = arm("t", values);
    double alpha = Arguments.alpha(values.number());
    return Results.row(Optional.of(control), Optional.of(treatment), alpha, lift);
  }

  private static LinearArm arm(String arm, Values values) {
    long units = values.count();
    long successes = values.count();
    if (successes > units) {
      throw new IllegalArgumentException(
          "successes_" + arm + " is " + successes + "; allowed are 0 to n_" + arm + ", " + units);
    }
    return LinearArm.proportion(new Arm(units, successes, 0.0, successes));
  }
}
