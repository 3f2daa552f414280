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
    requireAligned(testedEpochsThatHaveBegun);
    double product = 0.0;
    for (EpochCounts epoch : testedEpochsThatHaveBegun) {
      product += SrmEValue.logE(epoch.observedView(), epoch.weightsView());
    }
    if (testedEpochsThatHaveBegun.size() < 2) {
      return product;
    }
    return LogSpace.mean(product, SrmTilt.logE(testedEpochsThatHaveBegun));
  }

  static void requireAligned(List<EpochCounts> epochs) {
    for (EpochCounts epoch : epochs) {
      int expected = epochs.get(0).weightsView().length;
      int found = epoch.weightsView().length;
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
