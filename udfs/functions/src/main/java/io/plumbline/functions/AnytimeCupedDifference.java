package io.plumbline.functions;

/**
 * {@code anytime_cuped_difference}: the difference treatment - control of two means adjusted by a
 * covariate, from sums of squares, at every look; see {@link AnytimeFunction}.
 */
public class AnytimeCupedDifference extends AnytimeFunction {

  public AnytimeCupedDifference() {
    super(Shape.CUPED, false, false);
  }
}
