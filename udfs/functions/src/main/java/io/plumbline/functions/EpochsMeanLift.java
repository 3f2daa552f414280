package io.plumbline.functions;

/**
 * {@code epochs_mean_lift}: the lift of means over epochs, from sums of squares; see {@link
 * EpochsFunction}.
 */
public class EpochsMeanLift extends EpochsFunction {

  public EpochsMeanLift() {
    super(Shape.MEAN, false, false, true);
  }
}
