package io.plumbline.functions;

import io.plumbline.core.statistics.PostStratification.Kind;

/**
 * {@code post_stratified_ratio_lift}: the lift of ratios of means over strata, from sums of
 * squares; see {@link PostStratifiedFunction}.
 */
public class PostStratifiedRatioLift extends PostStratifiedFunction {

  public PostStratifiedRatioLift() {
    super(Shape.RATIO, Kind.RATIO, false, true);
  }
}
