package io.plumbline.functions;

/**
 * {@code one_sided_ratio_cuped_lift}: bounds on the lift of ratios of means adjusted by their
 * covariates, from sums of squares; see {@link OneSidedLiftFunction}.
 */
public class OneSidedRatioCupedLift extends OneSidedLiftFunction {

  public OneSidedRatioCupedLift() {
    super(Shape.RATIO_CUPED, false);
  }
}
