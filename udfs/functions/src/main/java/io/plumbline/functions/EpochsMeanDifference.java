package io.plumbline.functions;

/**
 * {@code epochs_mean_difference}: the difference of means over epochs, from sums of squares; see
 * {@link EpochsFunction}.
 */
public class EpochsMeanDifference extends EpochsFunction {

  public EpochsMeanDifference() {
    super(Shape.MEAN, false, false, false);
  }
}
