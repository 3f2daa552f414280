package io.plumbline.core.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * A confidence sequence for the share that each variant really gets: all intervals hold at all
 * times together with probability 1 - alpha.
 *
 * <p>The dual of {@link SrmEValue} (Lindon and Malek 2022, arXiv:2011.03567): the projections of
 * the set of splits that its e-value does not reject. With two variants an interval leaves out the
 * planned share exactly when the e-value rejects; with more, the set may reject while every
 * interval still holds its share.
 */
public final class AllocationInterval {

  private AllocationInterval() {}

  /**
   * One interval per variant, in order.
   *
   * <p>The bounds are the roots t of N [q log(q/t) + (1-q) log((1-q)/(1-t))] = r with q = n_i/N; no
   * units give [0, 1]. A variant of weight 0 is outside the test and gets [0, 0].
   *
   * @param observed distinct units per variant, each at least 0
   * @param weights planned weights as integers ({@link IntegerWeights}), each at least 0
   * @param alpha the chance of ever being wrong, between 0 and 1
   * @param concentration K of the prior, finite and above 0
   * @throws IllegalArgumentException on unequal lengths, no variant with weight, a negative count
   *     or weight, an alpha or a concentration that is not allowed; the message names the value
   */
  public static List<Interval> of(
      long[] observed, long[] weights, double alpha, double concentration) {
    Counts.requireValid(observed, weights);
    Counts.requireAlpha(alpha);
    SrmEValue.requireConcentration(concentration);
    long units = Counts.units(observed, weights);
    double perUnit = units == 0 ? 0.0 : radius(observed, weights, alpha, concentration) / units;
    List<Interval> intervals = new ArrayList<>(observed.length);
    for (int i = 0; i < observed.length; i++) {
      if (weights[i] == 0) {
        intervals.add(new Interval(0.0, 0.0));
      } else if (units == 0) {
        intervals.add(new Interval(0.0, 1.0));
      } else if (observed[i] == 0) {
        intervals.add(new Interval(0.0, -StrictMath.expm1(-perUnit)));
      } else if (observed[i] == units) {
        intervals.add(new Interval(StrictMath.exp(-perUnit), 1.0));
      } else {
        double share = (double) observed[i] / units;
        intervals.add(new Interval(root(share, 0.0, perUnit), root(share, 1.0, perUnit)));
      }
    }
    return intervals;
  }

  /** r, arranged like the e-value so that nothing large cancels. */
  private static double radius(
      long[] observed, long[] weights, double alpha, double concentration) {
    long units = Counts.units(observed, weights);
    long totalWeight = Counts.totalWeight(weights);
    double s = concentration + units;
    double counts = 0.0;
    double prior = 0.0;
    double logs = 0.0;
    double remainders = 0.0;
    for (int j = 0; j < observed.length; j++) {
      if (weights[j] == 0) {
        continue;
      }
      double share = (double) weights[j] / totalWeight;
      double a = concentration * share + observed[j];
      double eps = SrmEValue.eps(observed[j], units, weights[j], totalWeight, s);
      if (observed[j] > 0) {
        double surplus =
            WideInteger.differenceOfProducts(observed[j], totalWeight, units, weights[j])
                / totalWeight;
        counts += observed[j] * StrictMath.log1p(-concentration * surplus / (s * observed[j]));
      }
      prior += share * (eps < -0.5 ? StrictMath.log(a / (s * share)) : StrictMath.log1p(eps));
      logs += StrictMath.log(a / (concentration * share));
      remainders += LogSpace.delta(a) - LogSpace.delta(concentration * share);
    }
    return -StrictMath.log(alpha)
        - counts
        - concentration * prior
        + 0.5 * logs
        - 0.5 * StrictMath.log(s / concentration)
        - remainders
        + LogSpace.delta(s)
        - LogSpace.delta(concentration);
  }

  /** The root between the share, where the divergence is 0, and the end, where it is infinite. */
  private static double root(double share, double end, double perUnit) {
    double inside = share;
    double outside = end;
    while (true) {
      double middle = 0.5 * (inside + outside);
      if (middle == inside || middle == outside) {
        return middle;
      }
      if (divergence(share, middle) < perUnit) {
        inside = middle;
      } else {
        outside = middle;
      }
    }
  }

  /** q log(q/t) + (1-q) log((1-q)/(1-t)), whose linear parts cancel and are left out. */
  private static double divergence(double q, double t) {
    return t * LogSpace.phi((q - t) / t) + (1.0 - t) * LogSpace.phi((t - q) / (1.0 - t));
  }
}
