package io.plumbline.functions;

import io.plumbline.core.statistics.PostStratification.Kind;

/**
 * {@code post_stratified_ratio_difference}: the difference of ratios of means over strata, from
 * sums of squares; see {@link PostStratifiedFunction}.
 */
public class PostStratifiedRatioDifference extends PostStratifiedFunction {

  public PostStratifiedRatioDifference() {
    super(Shape.RATIO, Kind.RATIO, false, false);
  }
}
