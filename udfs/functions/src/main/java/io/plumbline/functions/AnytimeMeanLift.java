package io.plumbline.functions;

/**
 * {@code anytime_mean_lift}: the difference of two means over the absolute value of the control,
 * from sums of squares, at every look; see {@link AnytimeFunction}.
 */
public class AnytimeMeanLift extends AnytimeFunction {

  public AnytimeMeanLift() {
    super(Shape.MEAN, false, true);
  }
}
