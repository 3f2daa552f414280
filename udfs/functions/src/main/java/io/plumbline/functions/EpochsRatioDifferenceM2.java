package io.plumbline.functions;

/**
 * {@code epochs_ratio_difference_m2}: the difference of ratios of means over epochs, from centred
 * second moments; see {@link EpochsFunction}.
 */
public class EpochsRatioDifferenceM2 extends EpochsFunction {

  public EpochsRatioDifferenceM2() {
    super(Shape.RATIO, true, false, false);
  }
}
