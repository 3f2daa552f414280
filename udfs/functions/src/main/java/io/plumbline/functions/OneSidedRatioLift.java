package io.plumbline.functions;

/**
 * {@code one_sided_ratio_lift}: bounds on the lift of ratios of means, from sums of squares; see
 * {@link OneSidedLiftFunction}.
 */
public class OneSidedRatioLift extends OneSidedLiftFunction {

  public OneSidedRatioLift() {
    super(Shape.RATIO, false);
  }
}
