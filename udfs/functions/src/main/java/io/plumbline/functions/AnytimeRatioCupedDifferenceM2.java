package io.plumbline.functions;

/**
 * {@code anytime_ratio_cuped_difference_m2}: the difference treatment - control of two ratios of
 * means adjusted by their covariates, from centred second moments, at every look; see {@link
 * AnytimeFunction}.
 */
public class AnytimeRatioCupedDifferenceM2 extends AnytimeFunction {

  public AnytimeRatioCupedDifferenceM2() {
    super(Shape.RATIO_CUPED, true, false);
  }
}
