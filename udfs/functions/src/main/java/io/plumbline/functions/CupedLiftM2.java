package io.plumbline.functions;

/**
 * {@code cuped_lift_m2}: the difference of two means adjusted by a covariate over the control's
 * absolute unadjusted value, from centred second moments; see {@link PairFunction}.
 */
public class CupedLiftM2 extends PairFunction {

  public CupedLiftM2() {
    super(Shape.CUPED, true, true);
  }
}
