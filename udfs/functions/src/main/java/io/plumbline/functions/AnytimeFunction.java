package io.plumbline.functions;

import io.plumbline.core.statistics.EpochComparison;
import io.plumbline.core.statistics.Interval;
import io.plumbline.core.statistics.Moments;
import io.plumbline.core.statistics.PairAnalysis;
import io.plumbline.core.statistics.PairResult;
import io.plumbline.core.statistics.ValueRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.types.Row;

/**
 * A treatment against its control at every look: {@code (n_c, sums of the control, n_t, sums of the
 * treatment, alpha, planned_n) -> ROW<estimate, log_e, p_value, lower_bound, upper_bound>}, {@link
 * PairAnalysis}, on floored variances; lifts by Fieller's method, their bounds null where the
 * control's mean is not clear of 0. Null where there is too little to tell.
 */
public abstract class AnytimeFunction extends RowFunction {

  private final Shape shape;
  private final boolean centred;
  private final boolean lift;

  AnytimeFunction(Shape shape, boolean centred, boolean lift) {
    super(Results.ANYTIME, 0, signature(shape, centred));
    this.shape = shape;
    this.centred = centred;
    this.lift = lift;
  }

  @Override
  Row apply(Values values) {
    Optional<Moments> control = values.moments(shape.variables(), centred);
    Optional<Moments> treatment = values.moments(shape.variables(), centred);
    double alpha = Arguments.alpha(values.number());
    long plannedUnits = Arguments.planned(values.whole());
    if (control.isEmpty() || treatment.isEmpty()) {
      return null;
    }
    return shape
        .pair(control.get(), treatment.get(), null)
        .map(
            pair ->
                PairAnalysis.compare(
                    List.of(new EpochComparison(pair.control(), pair.treatment(), 0.5)),
                    ValueRange.LIMITED,
                    alpha,
                    plannedUnits))
        .map(result -> row(result, lift))
        .orElse(null);
  }

  static Row row(PairResult result, boolean lift) {
    if (!result.isSufficient() || (lift && result.lift() == null)) {
      return null;
    }
    PairResult.AnytimePair anytime = result.anytime();
    Interval interval = lift ? anytime.lift() : anytime.difference();
    return Row.of(
        lift ? result.lift().estimate() : result.difference().estimate(),
        anytime.logE(),
        anytime.pValue(),
        interval == null ? null : Double.valueOf(interval.lower()),
        interval == null ? null : Double.valueOf(interval.upper()));
  }

  static String[] signature(Shape shape, boolean centred) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(shape.arguments("c", centred, "BIGINT", "DOUBLE"));
    arguments.addAll(shape.arguments("t", centred, "BIGINT", "DOUBLE"));
    arguments.add("alpha DOUBLE");
    arguments.add("planned_n BIGINT");
    return arguments.toArray(String[]::new);
  }
}
