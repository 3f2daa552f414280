package io.plumbline.functions;

/**
 * {@code ratio_lift}: the difference of two ratios of means over the absolute value of the control,
 * from sums of squares; see {@link PairFunction}.
 */
public class RatioLift extends PairFunction {

  public RatioLift() {
    super(Shape.RATIO, false, true);
  }
}
