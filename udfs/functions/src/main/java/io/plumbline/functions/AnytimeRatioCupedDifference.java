package io.plumbline.functions;

/**
 * {@code anytime_ratio_cuped_difference}: the difference treatment - control of two ratios of means
 * adjusted by their covariates, from sums of squares, at every look; see {@link AnytimeFunction}.
 */
public class AnytimeRatioCupedDifference extends AnytimeFunction {

  public AnytimeRatioCupedDifference() {
    super(Shape.RATIO_CUPED, false, false);
  }
}
