package io.plumbline.functions;

/**
 * {@code anytime_epochs_ratio_difference}: the difference of ratios of means over epochs, at every
 * look, from sums of squares; see {@link EpochsFunction}.
 */
public class AnytimeEpochsRatioDifference extends EpochsFunction {

  public AnytimeEpochsRatioDifference() {
    super(Shape.RATIO, false, true, false);
  }
}
