package io.plumbline.functions;

/**
 * {@code anytime_epochs_mean_difference}: the difference of means over epochs, at every look, from
 * sums of squares; see {@link EpochsFunction}.
 */
public class AnytimeEpochsMeanDifference extends EpochsFunction {

  public AnytimeEpochsMeanDifference() {
    super(Shape.MEAN, false, true, false);
  }
}
