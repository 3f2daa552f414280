package io.plumbline.functions;

/**
 * {@code one_sided_cuped_lift}: bounds on the lift of means adjusted by a covariate, from sums of
 * squares; see {@link OneSidedLiftFunction}.
 */
public class OneSidedCupedLift extends OneSidedLiftFunction {

  public OneSidedCupedLift() {
    super(Shape.CUPED, false);
  }
}
