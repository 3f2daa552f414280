package io.plumbline.core.statistics;

import java.util.List;

/**
 * How far the units of a part of an experiment are from the plan, variant by variant, over epochs.
 *
 * <p>Per epoch of N units the surplus of variant i is n_i - N p_i, its variance under the plan N
 * p_i (1 - p_i); both add up over epochs. Numerators are exact, so that two variants are equally
 * far, to the last bit. Variants of weight 0 and their counts are outside. No units give zeros.
 */
public final class SplitDeviation {
  private final double[] surplus;
  private final double[] variance;
  private final double[] observed;
  private final double[] expected;
  private double missing;
  private long units;

  private SplitDeviation(int variants) {
    surplus = new double[variants];
    variance = new double[variants];
    observed = new double[variants];
    expected = new double[variants];
  }

  /**
   * @param epochs all with the same variants in the same order
   * @throws IllegalArgumentException if the epochs differ in the number of variants
   */
  public static SplitDeviation of(List<EpochCounts> epochs) {
    SrmCombined.requireAligned(epochs);
    SplitDeviation deviation =
        new SplitDeviation(epochs.isEmpty() ? 0 : epochs.get(0).weightsView().length);
    epochs.forEach(deviation::add);
    return deviation;
  }

  private void add(EpochCounts epoch) {
    long[] counts = epoch.observedView();
    long[] weights = epoch.weightsView();
    long inEpoch = Counts.units(counts, weights);
    long totalWeight = Counts.totalWeight(weights);
    double mostPerWeight = 0;
    for (int i = 0; i < counts.length; i++) {
      if (weights[i] > 0) {
        double excess =
            WideInteger.differenceOfProducts(counts[i], totalWeight, inEpoch, weights[i]);
        double total = totalWeight;
        surplus[i] += excess / total;
        variance[i] +=
            inEpoch * ((double) weights[i] * (double) (totalWeight - weights[i])) / (total * total);
        observed[i] += counts[i];
        expected[i] += inEpoch * (weights[i] / total);
        mostPerWeight = Math.max(mostPerWeight, excess / weights[i]);
      }
    }
    // sum_i [max_j(n_j / w_j) w_i - n_i] = max_j (n_j W - N w_j) / w_j.
    missing += mostPerWeight;
    units = Math.addExact(units, inEpoch);
  }

  /** Units of the variants with weight. */
  public long units() {
    return units;
  }

  /** Units of a variant, of the epochs in which it has weight. */
  public long observed(int variant) {
    return (long) observed[variant];
  }

  /** What the plan gives the variant of the units. */
  public double expected(int variant) {
    return expected[variant];
  }

  /** The variant's share of the units; 0 without any. */
  public double share(int variant) {
    return units == 0 ? 0 : observed[variant] / units;
  }

  /** The share that is planned. */
  public double plannedShare(int variant) {
    return units == 0 ? 0 : expected[variant] / units;
  }

  /**
   * The units that were lost if units were only ever lost and the variant that is most complete
   * lost none: the sum over epochs of sum_i [max_j(n_j / w_j) w_i - n_i].
   */
  public double missingUnits() {
    return missing;
  }

  /** The surplus in standard deviations under the plan; 0 where there is nothing to deviate. */
  public double standardised(int variant) {
    return variance[variant] == 0 ? 0 : surplus[variant] / StrictMath.sqrt(variance[variant]);
  }

  /**
   * The variant farthest from its plan, standardised; of equally far ones the first treatment, so
   * that of two variants it is always the treatment.
   *
   * @param control the control's index
   */
  public int farthest(int control) {
    return most(control, true);
  }

  /** The variant farthest below its plan, standardised; ties as for {@link #farthest}. */
  public int mostMissing(int control) {
    return most(control, false);
  }

  private int most(int control, boolean eitherSide) {
    int most = control;
    double distance = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < surplus.length; i++) {
      if (i != control && distance(i, eitherSide) > distance) {
        most = i;
        distance = distance(i, eitherSide);
      }
    }
    return distance(control, eitherSide) > distance ? control : most;
  }

  private double distance(int variant, boolean eitherSide) {
    if (variance[variant] == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return eitherSide ? Math.abs(standardised(variant)) : -standardised(variant);
  }

  /** 1 if the farthest variant has too many units, -1 if too few, 0 if all is as planned. */
  public int sign(int control) {
    return (int) Math.signum(standardised(farthest(control)));
  }
}
