package io.plumbline.functions;

/**
 * {@code anytime_epochs_mean_difference_m2}: the difference of means over epochs, at every look,
 * from centred second moments; see {@link EpochsFunction}.
 */
public class AnytimeEpochsMeanDifferenceM2 extends EpochsFunction {

  public AnytimeEpochsMeanDifferenceM2() {
    super(Shape.MEAN, true, true, false);
  }
}
