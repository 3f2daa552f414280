package io.plumbline.core.statistics;

import java.util.List;

/**
 * Whether the segments of a dimension split alike, whatever the plan: the likelihood-ratio test of
 * independence, for comparison only. It holds at one look fixed in advance.
 *
 * <p>Within an epoch G = 2 sum_si n_si log(n_si N / (n_s n_i)) over segments s and variants i, with
 * (S - 1)(k - 1) degrees of freedom, where S segments and k variants have units (Sokal and Rohlf,
 * Biometry, 3rd ed. 1995, section 17.4). G and the degrees add up over epochs.
 */
public final class Heterogeneity {

  private Heterogeneity() {}

  /**
   * The p-value.
   *
   * @param segments each with the same epochs in the same order
   * @return null where there is nothing to compare: fewer than two segments or variants with units
   *     in every epoch
   */
  public static Double pValue(List<List<EpochCounts>> segments) {
    if (segments.isEmpty()) {
      return null;
    }
    double g = 0;
    int df = 0;
    for (int e = 0; e < segments.get(0).size(); e++) {
      int epoch = e;
      List<EpochCounts> inEpoch = segments.stream().map(segment -> segment.get(epoch)).toList();
      long[] ofVariant = ofVariant(inEpoch);
      g += g(inEpoch, ofVariant);
      df += degreesOfFreedom(inEpoch, ofVariant);
    }
    return df == 0 ? null : (Double) ChiSquared.upperTail(Math.max(0, g), df);
  }

  private static long[] ofVariant(List<EpochCounts> segments) {
    long[] sums = new long[segments.get(0).observedView().length];
    for (EpochCounts segment : segments) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += segment.weightsView()[i] > 0 ? segment.observedView()[i] : 0;
      }
    }
    return sums;
  }

  private static double g(List<EpochCounts> segments, long[] ofVariant) {
    double units = 0;
    for (long n : ofVariant) {
      units += n;
    }
    double sum = 0;
    for (EpochCounts segment : segments) {
      double ofSegment = Counts.units(segment.observedView(), segment.weightsView());
      for (int i = 0; i < ofVariant.length; i++) {
        double n = segment.weightsView()[i] > 0 ? segment.observedView()[i] : 0;
        if (n > 0) {
          sum += n * StrictMath.log(n * units / (ofSegment * ofVariant[i]));
        }
      }
    }
    return 2 * sum;
  }

  private static int degreesOfFreedom(List<EpochCounts> segments, long[] ofVariant) {
    int rows = 0;
    for (EpochCounts segment : segments) {
      rows += Counts.units(segment.observedView(), segment.weightsView()) > 0 ? 1 : 0;
    }
    int columns = 0;
    for (long n : ofVariant) {
      columns += n > 0 ? 1 : 0;
    }
    return Math.max(0, rows - 1) * Math.max(0, columns - 1);
  }
}
