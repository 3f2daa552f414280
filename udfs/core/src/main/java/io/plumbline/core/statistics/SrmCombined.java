package io.plumbline.core.statistics;

import java.util.List;

/**
 * The e-value of a whole experiment across its changes of allocation.
 *
 * <p>A unit belongs to the epoch of its enrollment, so a ramp from 1 % to 50 % is no mismatch. The
 * epochs' e-values ({@link SrmEValue}, each mixed within its epoch first) multiply; with more than
 * one epoch half the weight goes to {@link SrmTilt}, which many small epochs share.
 */
public final class SrmCombined {

  private SrmCombined() {}

  /**
   * Natural log of the e-value; no epoch gives 0.
   *
   * @param testedEpochsThatHaveBegun in order of time, without the settling ones, all with the same
   *     variants in the same order; one that has begun counts even without units
   * @throws IllegalArgumentException if the epochs differ in the number of variants
   */
  public static double logE(List<EpochCounts> testedEpochsThatHaveBegun) {
    return logE(testedEpochsThatHaveBegun, new SrmWorkspace());
  }

  /** As {@link #logE(List)}, without allocation once the workspace is large enough. */
  public static double logE(List<EpochCounts> testedEpochsThatHaveBegun, SrmWorkspace workspace) {
    requireAligned(testedEpochsThatHaveBegun);
    double product = product(testedEpochsThatHaveBegun);
    if (testedEpochsThatHaveBegun.size() < 2) {
      return product;
    }
    return LogSpace.mean(product, SrmTilt.logE(testedEpochsThatHaveBegun, workspace));
  }

  /**
   * Natural log of the product of the epochs' e-values alone: the test of exclusions, where each
   * unit counts at most once, under its enrolled variant and epoch.
   *
   * @param epochs any number; none gives 0
   */
  public static double product(List<EpochCounts> epochs) {
    double product = 0.0;
    // By index, here and below: an iterator would be allocated.
    for (int e = 0; e < epochs.size(); e++) {
      EpochCounts epoch = epochs.get(e);
      product += SrmEValue.logE(epoch.observedView(), epoch.weightsView());
    }
    return product;
  }

  /**
   * As {@link #product(List)} under one concentration.
   *
   * @throws IllegalArgumentException if the concentration is not allowed
   */
  public static double product(List<EpochCounts> epochs, double concentration) {
    SrmEValue.requireConcentration(concentration);
    double product = 0.0;
    for (EpochCounts epoch : epochs) {
      product += SrmEValue.logE(epoch.observedView(), epoch.weightsView(), concentration);
    }
    return product;
  }

  /**
   * Natural log of the tilt's e-value alone: a loss that all epochs share.
   *
   * @param epochs as for {@link #logE}, at least one
   */
  public static double tilt(List<EpochCounts> epochs) {
    requireAligned(epochs);
    return epochs.isEmpty() ? 0.0 : SrmTilt.logE(epochs, new SrmWorkspace());
  }

  static void requireAligned(List<EpochCounts> epochs) {
    for (int e = 0; e < epochs.size(); e++) {
      int expected = epochs.get(0).weightsView().length;
      int found = epochs.get(e).weightsView().length;
      if (found != expected) {
        throw new IllegalArgumentException(
            "epochs holds one with "
                + found
                + " variants beside one with "
                + expected
                + "; they must be as many, with weight 0 for one that is off");
      }
    }
  }
}
