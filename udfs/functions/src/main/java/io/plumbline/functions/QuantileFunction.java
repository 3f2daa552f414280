package io.plumbline.functions;

import io.plumbline.core.statistics.LinearArm;
import io.plumbline.core.statistics.Quantiles;
import java.util.Optional;
import org.apache.flink.types.Row;

/**
 * Two quantiles of independent values, from the values at the {@link QuantileRanks}, {@link
 * Quantiles}; null where they say nothing.
 */
public abstract class QuantileFunction extends RowFunction {

  private final boolean lift;

  QuantileFunction(boolean lift) {
    super(
        Results.ESTIMATE,
        0,
        "n_c BIGINT",
        "quantile_c DOUBLE",
        "lower_c DOUBLE",
        "upper_c DOUBLE",
        "n_t BIGINT",
        "quantile_t DOUBLE",
        "lower_t DOUBLE",
        "upper_t DOUBLE",
        "nu DOUBLE",
        "alpha DOUBLE");
    this.lift = lift;
  }

  @Override
  Row apply(Values values) {
    long nc = values.count();
    double[] control = {values.finite(), values.finite(), values.finite()};
    long nt = values.count();
    double[] treatment = {values.finite(), values.finite(), values.finite()};
    double nu = values.number();
    double alpha = Arguments.alpha(values.number());
    Optional<LinearArm> c = Quantiles.arm(nc, nu, control[0], control[1], control[2]);
    Optional<LinearArm> t = Quantiles.arm(nt, nu, treatment[0], treatment[1], treatment[2]);
    return Results.row(c, t, alpha, lift);
  }
}
