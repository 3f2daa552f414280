package io.plumbline.functions;

/**
 * {@code anytime_ratio_difference_m2}: the difference treatment - control of two ratios of means,
 * from centred second moments, at every look; see {@link AnytimeFunction}.
 */
public class AnytimeRatioDifferenceM2 extends AnytimeFunction {

  public AnytimeRatioDifferenceM2() {
    super(Shape.RATIO, true, false);
  }
}
