package io.plumbline.functions;

/**
 * {@code anytime_epochs_mean_lift_m2}: the lift of means over epochs, at every look, from centred
 * second moments; see {@link EpochsFunction}.
 */
public class AnytimeEpochsMeanLiftM2 extends EpochsFunction {

  public AnytimeEpochsMeanLiftM2() {
    super(Shape.MEAN, true, true, true);
  }
}
