package io.plumbline.functions;

/**
 * {@code ratio_cuped_lift}: the difference of two ratios of means adjusted by their covariates over
 * the control's absolute unadjusted value, from sums of squares; see {@link PairFunction}.
 */
public class RatioCupedLift extends PairFunction {

  public RatioCupedLift() {
    super(Shape.RATIO_CUPED, false, true);
  }
}
