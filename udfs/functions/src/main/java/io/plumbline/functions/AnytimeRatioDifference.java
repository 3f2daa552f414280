package io.plumbline.functions;

/**
 * {@code anytime_ratio_difference}: the difference treatment - control of two ratios of means, from
 * sums of squares, at every look; see {@link AnytimeFunction}.
 */
public class AnytimeRatioDifference extends AnytimeFunction {

  public AnytimeRatioDifference() {
    super(Shape.RATIO, false, false);
  }
}
