package io.plumbline.functions;

import io.plumbline.core.statistics.PostStratification.Kind;

/**
 * {@code post_stratified_lift_m2}: the lift of means over strata, from centred second moments; see
 * {@link PostStratifiedFunction}.
 */
public class PostStratifiedLiftM2 extends PostStratifiedFunction {

  public PostStratifiedLiftM2() {
    super(Shape.MEAN, Kind.MEAN, true, true);
  }
}
