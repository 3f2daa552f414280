package io.plumbline.functions;

/**
 * {@code anytime_ratio_cuped_lift_m2}: the difference of two ratios of means adjusted by their
 * covariates over the control's absolute unadjusted value, from centred second moments, at every
 * look; see {@link AnytimeFunction}.
 */
public class AnytimeRatioCupedLiftM2 extends AnytimeFunction {

  public AnytimeRatioCupedLiftM2() {
    super(Shape.RATIO_CUPED, true, true);
  }
}
