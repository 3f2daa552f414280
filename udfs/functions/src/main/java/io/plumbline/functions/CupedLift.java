package io.plumbline.functions;

/**
 * {@code cuped_lift}: the difference of two means adjusted by a covariate over the control's
 * absolute unadjusted value, from sums of squares; see {@link PairFunction}.
 */
public class CupedLift extends PairFunction {

  public CupedLift() {
    super(Shape.CUPED, false, true);
  }
}
