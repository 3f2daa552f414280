package io.plumbline.functions;

/**
 * {@code anytime_epochs_ratio_lift_m2}: the lift of ratios of means over epochs, at every look,
 * from centred second moments; see {@link EpochsFunction}.
 */
public class AnytimeEpochsRatioLiftM2 extends EpochsFunction {

  public AnytimeEpochsRatioLiftM2() {
    super(Shape.RATIO, true, true, true);
  }
}
