package io.plumbline.functions;

/**
 * {@code anytime_ratio_cuped_lift}: the difference of two ratios of means adjusted by their
 * covariates over the control's absolute unadjusted value, from sums of squares, at every look; see
 * {@link AnytimeFunction}.
 */
public class AnytimeRatioCupedLift extends AnytimeFunction {

  public AnytimeRatioCupedLift() {
    super(Shape.RATIO_CUPED, false, true);
  }
}
