package io.plumbline.functions;

import io.plumbline.core.statistics.PostStratification.Kind;

/**
 * {@code post_stratified_difference}: the difference of means over strata, from sums of squares;
 * see {@link PostStratifiedFunction}.
 */
public class PostStratifiedDifference extends PostStratifiedFunction {

  public PostStratifiedDifference() {
    super(Shape.MEAN, Kind.MEAN, false, false);
  }
}
