package io.plumbline.functions;

import io.plumbline.core.statistics.FixedHorizon;
import io.plumbline.core.statistics.Moments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.types.Row;

/**
 * A treatment against its control at a fixed horizon: {@code (n_c, sums of the control, n_t, sums
 * of the treatment, alpha [, theta]) -> ROW<estimate, standard_error, df, p_value, lower_bound,
 * upper_bound>}, {@link FixedHorizon}; null where there is too little to tell. With a covariate,
 * theta may be given; else it is that of the data.
 */
public abstract class PairFunction extends RowFunction {

  private final Shape shape;
  private final boolean centred;
  private final boolean lift;

  PairFunction(Shape shape, boolean centred, boolean lift) {
    super(Results.ESTIMATE, shape.hasTheta() ? 1 : 0, signature(shape, centred));
    this.shape = shape;
    this.centred = centred;
    this.lift = lift;
  }

  @Override
  Row apply(Values values) {
    Optional<Moments> control = values.moments(shape.variables(), centred);
    Optional<Moments> treatment = values.moments(shape.variables(), centred);
    double alpha = Arguments.alpha(values.number());
    Double theta = values.hasNext() ? Double.valueOf(values.finite()) : null;
    if (control.isEmpty() || treatment.isEmpty()) {
      return null;
    }
    Optional<Shape.Pair> pair = shape.pair(control.get(), treatment.get(), theta);
    return Results.row(pair.map(Shape.Pair::control), pair.map(Shape.Pair::treatment), alpha, lift);
  }

  private static String[] signature(Shape shape, boolean centred) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(shape.arguments("c", centred, "BIGINT", "DOUBLE"));
    arguments.addAll(shape.arguments("t", centred, "BIGINT", "DOUBLE"));
    arguments.add("alpha DOUBLE");
    if (shape.hasTheta()) {
      arguments.add("theta DOUBLE");
    }
    return arguments.toArray(String[]::new);
  }
}
