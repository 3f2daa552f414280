package io.plumbline.functions;

import io.plumbline.core.statistics.EpochComparison;
import io.plumbline.core.statistics.Moments;
import io.plumbline.core.statistics.OneSidedBounds;
import io.plumbline.core.statistics.PairAnalysis;
import java.util.List;
import java.util.Optional;
import org.apache.flink.types.Row;

/**
 * The bounds that guardrails are judged by, each valid at every look with its own alpha: {@code
 * (n_c, sums of the control, n_t, sums of the treatment, alpha, planned_n) -> ROW<lower_bound,
 * upper_bound>}, {@link PairAnalysis#oneSidedLift}; null where there is none.
 */
public abstract class OneSidedLiftFunction extends RowFunction {

  private final Shape shape;
  private final boolean centred;

  OneSidedLiftFunction(Shape shape, boolean centred) {
    super(Results.INTERVAL, 0, AnytimeFunction.signature(shape, centred));
    this.shape = shape;
    this.centred = centred;
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
    OneSidedBounds bounds =
        shape
            .pair(control.get(), treatment.get(), null)
            .map(
                pair ->
                    PairAnalysis.oneSidedLift(
                        List.of(new EpochComparison(pair.control(), pair.treatment(), 0.5)),
                        alpha,
                        plannedUnits))
            .orElse(null);
    return bounds == null || bounds.lower() == null ? null : Row.of(bounds.lower(), bounds.upper());
  }
}
