package io.plumbline.functions;

import io.plumbline.core.statistics.PostStratification.Kind;

/**
 * {@code post_stratified_ratio_difference_m2}: the difference of ratios of means over strata, from
 * centred second moments; see {@link PostStratifiedFunction}.
 */
public class PostStratifiedRatioDifferenceM2 extends PostStratifiedFunction {

  public PostStratifiedRatioDifferenceM2() {
    super(Shape.RATIO, Kind.RATIO, true, false);
  }
}
