package io.plumbline.functions;

import io.plumbline.core.statistics.LinearArm;
import io.plumbline.core.statistics.Moments;
import io.plumbline.core.statistics.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.types.Row;

/**
 * Quantiles of events that cluster by unit: {@code (quantile_c DOUBLE, lower_c DOUBLE, upper_c
 * DOUBLE, units_c BIGINT, sum_s_c, sum_s2_c, sum_n_c, sum_n2_c, sum_sn_c, the same of t, nu, alpha)
 * -> ROW<estimate, standard_error, df, p_value, lower_bound, upper_bound>}, where s is a unit's
 * events at or below the quantile and n all its events, {@link Quantiles#clusteredArm}; null where
 * they say nothing.
 */
public abstract class ClusteredQuantileFunction extends RowFunction {

  private final boolean centred;
  private final boolean lift;

  ClusteredQuantileFunction(boolean centred, boolean lift) {
    super(Results.ESTIMATE, 0, signature(centred));
    this.centred = centred;
    this.lift = lift;
  }

  @Override
  Row apply(Values values) {
    double[] control = {values.finite(), values.finite(), values.finite()};
    Optional<Moments> ofControl = values.moments(2, centred);
    double[] treatment = {values.finite(), values.finite(), values.finite()};
    Optional<Moments> ofTreatment = values.moments(2, centred);
    double nu = values.number();
    double alpha = Arguments.alpha(values.number());
    Optional<LinearArm> c = arm(ofControl, nu, control);
    Optional<LinearArm> t = arm(ofTreatment, nu, treatment);
    return Results.row(c, t, alpha, lift);
  }

  private static Optional<LinearArm> arm(Optional<Moments> moments, double nu, double[] values) {
    return moments.flatMap(m -> Quantiles.clusteredArm(m, nu, values[0], values[1], values[2]));
  }

  private static String[] signature(boolean centred) {
    List<String> arguments = new ArrayList<>();
    for (String arm : new String[] {"c", "t"}) {
      String square = centred ? "m2_%s_" : "sum_%s2_";
      arguments.add("quantile_" + arm + " DOUBLE");
      arguments.add("lower_" + arm + " DOUBLE");
      arguments.add("upper_" + arm + " DOUBLE");
      arguments.add("units_" + arm + " BIGINT");
      arguments.add("sum_s_" + arm + " DOUBLE");
      arguments.add(square.formatted("s") + arm + " DOUBLE");
      arguments.add("sum_n_" + arm + " DOUBLE");
      arguments.add(square.formatted("n") + arm + " DOUBLE");
      arguments.add((centred ? "m2_sn_" : "sum_sn_") + arm + " DOUBLE");
    }
    arguments.add("nu DOUBLE");
    arguments.add("alpha DOUBLE");
    return arguments.toArray(String[]::new);
  }
}
