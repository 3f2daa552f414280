package io.plumbline.functions;

/**
 * {@code ratio_cuped_lift_m2}: the difference of two ratios of means adjusted by their covariates
 * over the control's absolute unadjusted value, from centred second moments; see {@link
 * PairFunction}.
 */
public class RatioCupedLiftM2 extends PairFunction {

  public RatioCupedLiftM2() {
    super(Shape.RATIO_CUPED, true, true);
  }
}
