package io.plumbline.core.statistics;

import java.util.List;

/**
 * Arms that differed before the experiment began: the anytime test of section 2 on the covariate at
 * enrollment, by epochs and on floored variances, at the alpha of the sample-ratio test. Beside it
 * goes {@link SrmCombined} on the units whose covariate is not 0.
 */
public final class CovariateImbalance {

  private CovariateImbalance() {}

  /**
   * Natural log of the e-value; 0 where there is too little to tell.
   *
   * @param epochs the covariate's moments per epoch, in order of time
   * @param alpha of the sample-ratio test, between 0 and 1
   * @param plannedUnits N* of the pair, fixed before the start, at least 1
   * @throws IllegalArgumentException if alpha or plannedUnits is not allowed
   */
  public static double logE(List<EpochPair> epochs, double alpha, long plannedUnits) {
    PairResult result = PairAnalysis.analyse(epochs, ValueRange.LIMITED, alpha, plannedUnits);
    return result.isSufficient() ? result.anytime().logE() : 0.0;
  }
}
