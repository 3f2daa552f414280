package io.plumbline.functions;

/**
 * {@code anytime_epochs_mean_lift}: the lift of means over epochs, at every look, from sums of
 * squares; see {@link EpochsFunction}.
 */
public class AnytimeEpochsMeanLift extends EpochsFunction {

  public AnytimeEpochsMeanLift() {
    super(Shape.MEAN, false, true, true);
  }
}
