package io.plumbline.functions;

/**
 * {@code one_sided_mean_lift_m2}: bounds on the lift of means, from centred second moments; see
 * {@link OneSidedLiftFunction}.
 */
public class OneSidedMeanLiftM2 extends OneSidedLiftFunction {

  public OneSidedMeanLiftM2() {
    super(Shape.MEAN, true);
  }
}
