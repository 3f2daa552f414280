package io.plumbline.functions;

/**
 * {@code mean_lift_m2}: the difference of two means over the absolute value of the control, from
 * centred second moments; see {@link PairFunction}.
 */
public class MeanLiftM2 extends PairFunction {

  public MeanLiftM2() {
    super(Shape.MEAN, true, true);
  }
}
