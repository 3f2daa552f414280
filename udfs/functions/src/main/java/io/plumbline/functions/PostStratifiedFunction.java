package io.plumbline.functions;

import io.plumbline.core.statistics.Estimate;
import io.plumbline.core.statistics.Moments;
import io.plumbline.core.statistics.PostStratification;
import io.plumbline.core.statistics.PostStratification.Kind;
import io.plumbline.core.statistics.PostStratification.Stratum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.types.Row;

/**
 * Effects within strata weighted by the strata's sizes: {@code (n_c ARRAY<BIGINT>, sums of the
 * control ARRAY<DOUBLE>, n_t ARRAY<BIGINT>, sums of the treatment ARRAY<DOUBLE>, alpha DOUBLE) ->
 * ROW<estimate, standard_error, df, p_value, lower_bound, upper_bound>}, an element for each
 * stratum, {@link PostStratification}; null where there is too little to tell.
 */
public abstract class PostStratifiedFunction extends ArrayFunction {

  private final Kind kind;
  private final boolean lift;

  PostStratifiedFunction(Shape shape, Kind kind, boolean centred, boolean lift) {
    super(shape, centred, Results.ESTIMATE, "alpha DOUBLE");
    this.kind = kind;
    this.lift = lift;
  }

  @Override
  Row apply(Optional<List<Moments>> control, Optional<List<Moments>> treatment, Object... further) {
    double alpha = Arguments.alpha((Double) further[0]);
    if (control.isEmpty() || treatment.isEmpty()) {
      return null;
    }
    List<Stratum> strata = new ArrayList<>();
    for (int s = 0; s < control.get().size(); s++) {
      strata.add(new Stratum(control.get().get(s), treatment.get().get(s)));
    }
    Optional<Estimate> estimate =
        lift
            ? PostStratification.lift(strata, kind, alpha)
            : PostStratification.difference(strata, kind, alpha);
    return Results.row(estimate);
  }
}
