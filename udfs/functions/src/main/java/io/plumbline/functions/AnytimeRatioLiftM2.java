package io.plumbline.functions;

/**
 * {@code anytime_ratio_lift_m2}: the difference of two ratios of means over the absolute value of
 * the control, from centred second moments, at every look; see {@link AnytimeFunction}.
 */
public class AnytimeRatioLiftM2 extends AnytimeFunction {

  public AnytimeRatioLiftM2() {
    super(Shape.RATIO, true, true);
  }
}
