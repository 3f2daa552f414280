package io.plumbline.functions;

/**
 * {@code epochs_ratio_difference}: the difference of ratios of means over epochs, from sums of
 * squares; see {@link EpochsFunction}.
 */
public class EpochsRatioDifference extends EpochsFunction {

  public EpochsRatioDifference() {
    super(Shape.RATIO, false, false, false);
  }
}
