package io.plumbline.functions;

/**
 * {@code anytime_cuped_difference_m2}: the difference treatment - control of two means adjusted by
 * a covariate, from centred second moments, at every look; see {@link AnytimeFunction}.
 */
public class AnytimeCupedDifferenceM2 extends AnytimeFunction {

  public AnytimeCupedDifferenceM2() {
    super(Shape.CUPED, true, false);
  }
}
