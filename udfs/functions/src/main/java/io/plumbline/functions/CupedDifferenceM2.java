package io.plumbline.functions;

/**
 * {@code cuped_difference_m2}: the difference treatment - control of two means adjusted by a
 * covariate, from centred second moments; see {@link PairFunction}.
 */
public class CupedDifferenceM2 extends PairFunction {

  public CupedDifferenceM2() {
    super(Shape.CUPED, true, false);
  }
}
