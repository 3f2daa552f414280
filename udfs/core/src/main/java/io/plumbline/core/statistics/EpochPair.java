package io.plumbline.core.statistics;

/**
 * The moments of control and one treatment within one epoch.
 *
 * @param control the control's moments
 * @param treatment the treatment's moments
 * @param treatmentShare planned share of treatment within the pair, w_t / (w_t + w_c), from 0 to 1;
 *     at 0 or 1 one of them is switched off and the epoch is skipped
 */
public record EpochPair(Arm control, Arm treatment, double treatmentShare) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if the share is outside 0 to 1
   */
  public EpochPair {
    EpochComparison.requireShare(treatmentShare);
  }

  /** The comparison of means, or of proportions. */
  EpochComparison comparison(ValueRange range) {
    return range.isBinary()
        ? new EpochComparison(
            LinearArm.proportion(control), LinearArm.proportion(treatment), treatmentShare)
        : new EpochComparison(LinearArm.mean(control), LinearArm.mean(treatment), treatmentShare);
  }
}
