package io.plumbline.functions;

/**
 * {@code epochs_ratio_lift_m2}: the lift of ratios of means over epochs, from centred second
 * moments; see {@link EpochsFunction}.
 */
public class EpochsRatioLiftM2 extends EpochsFunction {

  public EpochsRatioLiftM2() {
    super(Shape.RATIO, true, false, true);
  }
}
