package io.plumbline.functions;

/**
 * {@code one_sided_ratio_cuped_lift_m2}: bounds on the lift of ratios of means adjusted by their
 * covariates, from centred second moments; see {@link OneSidedLiftFunction}.
 */
public class OneSidedRatioCupedLiftM2 extends OneSidedLiftFunction {

  public OneSidedRatioCupedLiftM2() {
    super(Shape.RATIO_CUPED, true);
  }
}
