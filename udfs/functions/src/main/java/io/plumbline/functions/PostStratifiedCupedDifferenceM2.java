package io.plumbline.functions;

import io.plumbline.core.statistics.PostStratification.Kind;

/**
 * {@code post_stratified_cuped_difference_m2}: the difference of means adjusted by a covariate over
 * strata, from centred second moments; see {@link PostStratifiedFunction}.
 */
public class PostStratifiedCupedDifferenceM2 extends PostStratifiedFunction {

  public PostStratifiedCupedDifferenceM2() {
    super(Shape.CUPED, Kind.COVARIATE, true, false);
  }
}
