package io.plumbline.functions;

/**
 * {@code anytime_cuped_lift}: the difference of two means adjusted by a covariate over the
 * control's absolute unadjusted value, from sums of squares, at every look; see {@link
 * AnytimeFunction}.
 */
public class AnytimeCupedLift extends AnytimeFunction {

  public AnytimeCupedLift() {
    super(Shape.CUPED, false, true);
  }
}
