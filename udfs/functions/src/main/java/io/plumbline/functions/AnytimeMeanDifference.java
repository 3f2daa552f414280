package io.plumbline.functions;

/**
 * {@code anytime_mean_difference}: the difference treatment - control of two means, from sums of
 * squares, at every look; see {@link AnytimeFunction}.
 */
public class AnytimeMeanDifference extends AnytimeFunction {

  public AnytimeMeanDifference() {
    super(Shape.MEAN, false, false);
  }
}
