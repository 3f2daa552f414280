package io.plumbline.functions;

/**
 * {@code anytime_cuped_lift_m2}: the difference of two means adjusted by a covariate over the
 * control's absolute unadjusted value, from centred second moments, at every look; see {@link
 * AnytimeFunction}.
 */
public class AnytimeCupedLiftM2 extends AnytimeFunction {

  public AnytimeCupedLiftM2() {
    super(Shape.CUPED, true, true);
  }
}
