package io.plumbline.functions;

/**
 * {@code anytime_epochs_ratio_lift}: the lift of ratios of means over epochs, at every look, from
 * sums of squares; see {@link EpochsFunction}.
 */
public class AnytimeEpochsRatioLift extends EpochsFunction {

  public AnytimeEpochsRatioLift() {
    super(Shape.RATIO, false, true, true);
  }
}
