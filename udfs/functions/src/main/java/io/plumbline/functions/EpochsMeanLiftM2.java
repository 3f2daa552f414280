package io.plumbline.functions;

/**
 * {@code epochs_mean_lift_m2}: the lift of means over epochs, from centred second moments; see
 * {@link EpochsFunction}.
 */
public class EpochsMeanLiftM2 extends EpochsFunction {

  public EpochsMeanLiftM2() {
    super(Shape.MEAN, true, false, true);
  }
}
