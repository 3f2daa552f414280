package io.plumbline.functions;

/**
 * {@code ratio_difference_m2}: the difference treatment - control of two ratios of means, from
 * centred second moments; see {@link PairFunction}.
 */
public class RatioDifferenceM2 extends PairFunction {

  public RatioDifferenceM2() {
    super(Shape.RATIO, true, false);
  }
}
