package io.plumbline.functions;

/**
 * {@code epochs_mean_difference_m2}: the difference of means over epochs, from centred second
 * moments; see {@link EpochsFunction}.
 */
public class EpochsMeanDifferenceM2 extends EpochsFunction {

  public EpochsMeanDifferenceM2() {
    super(Shape.MEAN, true, false, false);
  }
}
