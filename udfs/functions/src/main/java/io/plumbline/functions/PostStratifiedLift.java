package io.plumbline.functions;

import io.plumbline.core.statistics.PostStratification.Kind;

/**
 * {@code post_stratified_lift}: the lift of means over strata, from sums of squares; see {@link
 * PostStratifiedFunction}.
 */
public class PostStratifiedLift extends PostStratifiedFunction {

  public PostStratifiedLift() {
    super(Shape.MEAN, Kind.MEAN, false, true);
  }
}
