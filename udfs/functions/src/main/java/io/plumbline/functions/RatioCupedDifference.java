package io.plumbline.functions;

/**
 * {@code ratio_cuped_difference}: the difference treatment - control of two ratios of means
 * adjusted by their covariates, from sums of squares; see {@link PairFunction}.
 */
public class RatioCupedDifference extends PairFunction {

  public RatioCupedDifference() {
    super(Shape.RATIO_CUPED, false, false);
  }
}
