package io.plumbline.functions;

/**
 * {@code ratio_cuped_difference_m2}: the difference treatment - control of two ratios of means
 * adjusted by their covariates, from centred second moments; see {@link PairFunction}.
 */
public class RatioCupedDifferenceM2 extends PairFunction {

  public RatioCupedDifferenceM2() {
    super(Shape.RATIO_CUPED, true, false);
  }
}
