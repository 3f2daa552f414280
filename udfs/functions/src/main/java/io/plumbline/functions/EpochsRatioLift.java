package io.plumbline.functions;

/**
 * {@code epochs_ratio_lift}: the lift of ratios of means over epochs, from sums of squares; see
 * {@link EpochsFunction}.
 */
public class EpochsRatioLift extends EpochsFunction {

  public EpochsRatioLift() {
    super(Shape.RATIO, false, false, true);
  }
}
