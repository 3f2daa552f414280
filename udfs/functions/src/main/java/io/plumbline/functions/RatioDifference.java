package io.plumbline.functions;

/**
 * {@code ratio_difference}: the difference treatment - control of two ratios of means, from sums of
 * squares; see {@link PairFunction}.
 */
public class RatioDifference extends PairFunction {

  public RatioDifference() {
    super(Shape.RATIO, false, false);
  }
}
