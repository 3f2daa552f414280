package io.plumbline.functions;

/**
 * {@code one_sided_ratio_lift_m2}: bounds on the lift of ratios of means, from centred second
 * moments; see {@link OneSidedLiftFunction}.
 */
public class OneSidedRatioLiftM2 extends OneSidedLiftFunction {

  public OneSidedRatioLiftM2() {
    super(Shape.RATIO, true);
  }
}
