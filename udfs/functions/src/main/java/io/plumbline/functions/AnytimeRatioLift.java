package io.plumbline.functions;

/**
 * {@code anytime_ratio_lift}: the difference of two ratios of means over the absolute value of the
 * control, from sums of squares, at every look; see {@link AnytimeFunction}.
 */
public class AnytimeRatioLift extends AnytimeFunction {

  public AnytimeRatioLift() {
    super(Shape.RATIO, false, true);
  }
}
