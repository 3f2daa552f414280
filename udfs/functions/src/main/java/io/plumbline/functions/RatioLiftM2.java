package io.plumbline.functions;

/**
 * {@code ratio_lift_m2}: the difference of two ratios of means over the absolute value of the
 * control, from centred second moments; see {@link PairFunction}.
 */
public class RatioLiftM2 extends PairFunction {

  public RatioLiftM2() {
    super(Shape.RATIO, true, true);
  }
}
