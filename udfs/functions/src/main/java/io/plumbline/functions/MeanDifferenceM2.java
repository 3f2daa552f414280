package io.plumbline.functions;

/**
 * {@code mean_difference_m2}: the difference treatment - control of two means, from centred second
 * moments; see {@link PairFunction}.
 */
public class MeanDifferenceM2 extends PairFunction {

  public MeanDifferenceM2() {
    super(Shape.MEAN, true, false);
  }
}
