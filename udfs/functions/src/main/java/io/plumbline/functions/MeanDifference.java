package io.plumbline.functions;

/**
 * {@code mean_difference}: the difference treatment - control of two means, from sums of squares;
 * see {@link PairFunction}.
 */
public class MeanDifference extends PairFunction {

  public MeanDifference() {
    super(Shape.MEAN, false, false);
  }
}
