package io.plumbline.functions;

/**
 * {@code anytime_mean_difference_m2}: the difference treatment - control of two means, from centred
 * second moments, at every look; see {@link AnytimeFunction}.
 */
public class AnytimeMeanDifferenceM2 extends AnytimeFunction {

  public AnytimeMeanDifferenceM2() {
    super(Shape.MEAN, true, false);
  }
}
