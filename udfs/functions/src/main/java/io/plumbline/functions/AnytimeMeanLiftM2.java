package io.plumbline.functions;

/**
 * {@code anytime_mean_lift_m2}: the difference of two means over the absolute value of the control,
 * from centred second moments, at every look; see {@link AnytimeFunction}.
 */
public class AnytimeMeanLiftM2 extends AnytimeFunction {

  public AnytimeMeanLiftM2() {
    super(Shape.MEAN, true, true);
  }
}
