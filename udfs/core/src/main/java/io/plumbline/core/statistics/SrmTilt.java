package io.plumbline.core.statistics;

import java.util.List;

/**
 * The e-value for one variant being lost or favoured by the same factor in every epoch.
 *
 * <p>Ours. A product over many small epochs learns each epoch's shares from nothing; a loss that
 * all of them share is found sooner by a common tilt. For a tilt lambda of the variant t the
 * likelihood ratio is prod_e prod_i (e^(lambda [i = t]) / sum_j p_ej e^(lambda [j = t]))^n_ei; the
 * e-value is its mean over a fixed grid of lambda and, with more than two variants, over t. With
 * two, tilting the one by lambda is tilting the other by -lambda.
 */
final class SrmTilt {

  private static final double[] TILTS = {0.01, 0.02, 0.03, 0.05, 0.1, 0.3, 0.7};

  private SrmTilt() {}

  /**
   * Natural log of the e-value.
   *
   * @param epochs the tested epochs that have begun, all with the same variants in the same order
   */
  static double logE(List<EpochCounts> epochs, SrmWorkspace workspace) {
    int length = epochs.get(0).weightsView().length;
    int on = 0;
    for (int i = 0; i < length; i++) {
      if (isEverOn(epochs, i)) {
        on++;
      }
    }
    int tilted = on > 2 ? on : 1;
    double[] terms = workspace.terms(2 * TILTS.length * tilted);
    int next = 0;
    for (int i = 0; next < 2 * TILTS.length * tilted; i++) {
      if (!isEverOn(epochs, i)) {
        continue;
      }
      for (double tilt : TILTS) {
        terms[next++] = logRatio(epochs, i, -tilt);
        terms[next++] = logRatio(epochs, i, tilt);
      }
    }
    return logMean(terms, next);
  }

  private static boolean isEverOn(List<EpochCounts> epochs, int variant) {
    for (int e = 0; e < epochs.size(); e++) {
      if (epochs.get(e).weightsView()[variant] > 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * lambda sum n_t - sum_e N_e log(1 + p_et (e^lambda - 1)), with lambda N_e p_et taken out of both
   * so that they do not cancel.
   */
  private static double logRatio(List<EpochCounts> epochs, int variant, double lambda) {
    double growth = StrictMath.expm1(lambda);
    double sum = 0.0;
    for (int e = 0; e < epochs.size(); e++) {
      long[] observed = epochs.get(e).observedView();
      long[] weights = epochs.get(e).weightsView();
      long weight = weights[variant];
      if (weight == 0 || Counts.variants(weights) == 1) {
        continue;
      }
      long units = Counts.units(observed, weights);
      long totalWeight = Counts.totalWeight(weights);
      double share = (double) weight / totalWeight;
      double surplus =
          WideInteger.differenceOfProducts(observed[variant], totalWeight, units, weight)
              / totalWeight;
      sum += lambda * surplus - units * (StrictMath.log1p(share * growth) - lambda * share);
    }
    return sum;
  }

  private static double logMean(double[] logs, int count) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, logs[i]);
    }
    double sum = 0.0;
    for (int i = 0; i < count; i++) {
      sum += StrictMath.exp(logs[i] - largest);
    }
    return largest + StrictMath.log(sum / count);
  }
}
