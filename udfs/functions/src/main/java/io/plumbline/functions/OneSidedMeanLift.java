package io.plumbline.functions;

/**
 * {@code one_sided_mean_lift}: bounds on the lift of means, from sums of squares; see {@link
 * OneSidedLiftFunction}.
 */
public class OneSidedMeanLift extends OneSidedLiftFunction {

  public OneSidedMeanLift() {
    super(Shape.MEAN, false);
  }
}
