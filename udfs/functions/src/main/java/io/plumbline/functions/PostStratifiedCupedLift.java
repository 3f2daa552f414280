package io.plumbline.functions;

import io.plumbline.core.statistics.PostStratification.Kind;

/**
 * {@code post_stratified_cuped_lift}: the lift of means adjusted by a covariate over strata, from
 * sums of squares; see {@link PostStratifiedFunction}.
 */
public class PostStratifiedCupedLift extends PostStratifiedFunction {

  public PostStratifiedCupedLift() {
    super(Shape.CUPED, Kind.COVARIATE, false, true);
  }
}
