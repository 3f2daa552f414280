package io.plumbline.functions;

/**
 * {@code cuped_difference}: the difference treatment - control of two means adjusted by a
 * covariate, from sums of squares; see {@link PairFunction}.
 */
public class CupedDifference extends PairFunction {

  public CupedDifference() {
    super(Shape.CUPED, false, false);
  }
}
