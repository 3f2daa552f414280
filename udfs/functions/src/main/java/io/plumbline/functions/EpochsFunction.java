package io.plumbline.functions;

import io.plumbline.core.statistics.EpochComparison;
import io.plumbline.core.statistics.Moments;
import io.plumbline.core.statistics.PairAnalysis;
import io.plumbline.core.statistics.PairResult;
import io.plumbline.core.statistics.ValueRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.types.Row;

/**
 * A treatment against its control across changes of allocation, each epoch weighted by n_c n_t /
 * (n_c + n_t): {@code (n_c ARRAY<BIGINT>, sums of the control ARRAY<DOUBLE>, n_t ARRAY<BIGINT>,
 * sums of the treatment ARRAY<DOUBLE>, treatment_shares ARRAY<DOUBLE>, alpha DOUBLE, planned_n
 * BIGINT)}, an element for each epoch in order of time; a share is the treatment's planned share of
 * the pair. At a fixed horizon {@code -> ROW<estimate, standard_error, df, p_value, lower_bound,
 * upper_bound>} without shares and planned_n, else at every look {@code -> ROW<estimate, log_e,
 * p_value, lower_bound, upper_bound>}; {@link PairAnalysis}. Null where there is too little to
 * tell.
 */
public abstract class EpochsFunction extends ArrayFunction {

  private final Shape shape;
  private final boolean anytime;
  private final boolean lift;

  EpochsFunction(Shape shape, boolean centred, boolean anytime, boolean lift) {
    super(
        shape,
        centred,
        anytime ? Results.ANYTIME : Results.ESTIMATE,
        anytime
            ? new String[] {"treatment_shares NUMBERS", "alpha DOUBLE", "planned_n BIGINT"}
            : new String[] {"alpha DOUBLE"});
    this.shape = shape;
    this.anytime = anytime;
    this.lift = lift;
  }

  @Override
  Row apply(Optional<List<Moments>> control, Optional<List<Moments>> treatment, Object... further) {
    double[] shares = anytime ? Arguments.numbers("treatment_shares", (Number[]) further[0]) : null;
    double alpha = Arguments.alpha((Double) further[anytime ? 1 : 0]);
    long plannedUnits = anytime ? Arguments.planned((Long) further[2]) : 1;
    if (control.isEmpty() || treatment.isEmpty()) {
      return null;
    }
    int epochs = control.get().size();
    if (shares != null && shares.length != epochs) {
      throw new IllegalArgumentException(
          "treatment_shares has "
              + shares.length
              + " elements and n_c has "
              + epochs
              + "; they must be as many");
    }
    List<EpochComparison> comparisons = new ArrayList<>();
    for (int e = 0; e < epochs; e++) {
      Moments c = control.get().get(e);
      Moments t = treatment.get().get(e);
      if (c.units() == 0 || t.units() == 0) {
        continue;
      }
      Optional<Shape.Pair> pair = shape.pair(c, t, null);
      if (pair.isEmpty()) {
        return null;
      }
      comparisons.add(
          new EpochComparison(
              pair.get().control(), pair.get().treatment(), shares == null ? 0.5 : shares[e]));
    }
    PairResult result = PairAnalysis.compare(comparisons, ValueRange.LIMITED, alpha, plannedUnits);
    return anytime
        ? AnytimeFunction.row(result, lift)
        : Results.row(Optional.ofNullable(lift ? result.lift() : result.difference()));
  }
}
