package io.plumbline.functions;

import io.plumbline.core.statistics.PostStratification.Kind;

/**
 * {@code post_stratified_cuped_difference}: the difference of means adjusted by a covariate over
 * strata, from sums of squares; see {@link PostStratifiedFunction}.
 */
public class PostStratifiedCupedDifference extends PostStratifiedFunction {

  public PostStratifiedCupedDifference() {
    super(Shape.CUPED, Kind.COVARIATE, false, false);
  }
}
