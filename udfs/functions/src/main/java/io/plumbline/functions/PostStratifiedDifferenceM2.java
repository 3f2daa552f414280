package io.plumbline.functions;

import io.plumbline.core.statistics.PostStratification.Kind;

/**
 * {@code post_stratified_difference_m2}: the difference of means over strata, from centred second
 * moments; see {@link PostStratifiedFunction}.
 */
public class PostStratifiedDifferenceM2 extends PostStratifiedFunction {

  public PostStratifiedDifferenceM2() {
    super(Shape.MEAN, Kind.MEAN, true, false);
  }
}
