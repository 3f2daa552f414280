package io.plumbline.functions;

import io.plumbline.core.statistics.PostStratification.Kind;

/**
 * {@code post_stratified_cuped_lift_m2}: the lift of means adjusted by a covariate over strata,
 * from centred second moments; see {@link PostStratifiedFunction}.
 */
public class PostStratifiedCupedLiftM2 extends PostStratifiedFunction {

  public PostStratifiedCupedLiftM2() {
    super(Shape.CUPED, Kind.COVARIATE, true, true);
  }
}
