package io.plumbline.functions;

import io.plumbline.core.statistics.PostStratification.Kind;

/**
 * {@code post_stratified_ratio_lift_m2}: the lift of ratios of means over strata, from centred
 * second moments; see {@link PostStratifiedFunction}.
 */
public class PostStratifiedRatioLiftM2 extends PostStratifiedFunction {

  public PostStratifiedRatioLiftM2() {
    super(Shape.RATIO, Kind.RATIO, true, true);
  }
}
