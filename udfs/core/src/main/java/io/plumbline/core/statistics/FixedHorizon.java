package io.plumbline.core.statistics;

import java.util.List;
import java.util.Optional;

/**
 * Welch's test of two arms at a fixed horizon: what {@link PairAnalysis} does for one epoch, bit
 * for bit, without its anytime part. Of means, ratios and covariate-adjusted values alike.
 *
 * <p>Empty results are INSUFFICIENT: fewer than two units in an arm, or no variance. An alpha
 * outside 0 to 1 is an error that names the value.
 */
public final class FixedHorizon {

  private FixedHorizon() {}

  /** The difference treatment - control. */
  public static Optional<Estimate> difference(
      LinearArm control, LinearArm treatment, double alpha) {
    Counts.requireAlpha(alpha);
    return pooled(control, treatment).map(values -> values.differenceEstimate(alpha));
  }

  /** The difference over the control's absolute baseline; also empty where that is 0. */
  public static Optional<Estimate> lift(LinearArm control, LinearArm treatment, double alpha) {
    Counts.requireAlpha(alpha);
    return pooled(control, treatment).flatMap(values -> values.liftEstimate(alpha));
  }

  private static Optional<Pooled> pooled(LinearArm control, LinearArm treatment) {
    EpochComparison pair = new EpochComparison(control, treatment, 0.5);
    return pair.compares() ? Pooled.of(List.of(pair), false) : Optional.empty();
  }
}
