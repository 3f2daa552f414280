package io.plumbline.functions;

/**
 * {@code one_sided_cuped_lift_m2}: bounds on the lift of means adjusted by a covariate, from
 * centred second moments; see {@link OneSidedLiftFunction}.
 */
public class OneSidedCupedLiftM2 extends OneSidedLiftFunction {

  public OneSidedCupedLiftM2() {
    super(Shape.CUPED, true);
  }
}
