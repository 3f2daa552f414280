package io.plumbline.functions;

/**
 * {@code anytime_epochs_ratio_difference_m2}: the difference of ratios of means over epochs, at
 * every look, from centred second moments; see {@link EpochsFunction}.
 */
public class AnytimeEpochsRatioDifferenceM2 extends EpochsFunction {

  public AnytimeEpochsRatioDifferenceM2() {
    super(Shape.RATIO, true, true, false);
  }
}
