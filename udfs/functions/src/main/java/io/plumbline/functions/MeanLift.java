package io.plumbline.functions;

/**
 * {@code mean_lift}: the difference of two means over the absolute value of the control, from sums
 * of squares; see {@link PairFunction}.
 */
public class MeanLift extends PairFunction {

  public MeanLift() {
    super(Shape.MEAN, false, true);
  }
}
