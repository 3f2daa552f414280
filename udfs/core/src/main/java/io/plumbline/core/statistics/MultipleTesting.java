package io.plumbline.core.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Adjustments for many tests. Results come in the order of the arguments. */
public final class MultipleTesting {

  private MultipleTesting() {}

  /**
   * The e-BH procedure: rejects the k* largest of m e-values, k* = max{k : k e_(k) >= m/alpha}.
   *
   * <p>Wang and Ramdas, "False discovery rate control with e-values", JRSS-B 2022. The false
   * discovery rate is at most alpha under any dependence. For current e-values: running maxima are
   * no e-values (M converts by max(0, sqrt(M) - 1)).
   *
   * @param logE natural logs of the e-values seen; not NaN
   * @param alpha between 0 and 1
   * @param m tests in all, fixed in advance, at least as many as seen; those not seen have e = 1
   * @return which are rejected
   * @throws IllegalArgumentException if an argument is not allowed
   */
  public static boolean[] eBh(double[] logE, double alpha, long m) {
    Counts.requireAlpha(alpha);
    if (m < logE.length) {
      throw new IllegalArgumentException(
          "m is " + m + "; there are " + logE.length + " e-values, and it must be at least that");
    }
    requireNumbers(logE, "log_e_values", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    int[] order = order(logE, Comparator.reverseOrder());
    double threshold = m / alpha;
    int rejected = 0;
    for (int k = 1; k <= order.length; k++) {
      if (logE[order[k - 1]] >= StrictMath.log(threshold / k)) {
        rejected = k;
      }
    }
    boolean[] result = new boolean[logE.length];
    for (int k = 0; k < rejected; k++) {
      result[order[k]] = true;
    }
    return result;
  }

  /** As {@link #eBh(double[], double, long)} when all tests have been seen. */
  public static boolean[] eBh(double[] logE, double alpha) {
    return eBh(logE, alpha, logE.length);
  }

  /**
   * Log of the e-value that a running maximum M of e-values is worth, max(0, sqrt(M) - 1); minus
   * infinity for M at most 1. Running maxima themselves are no e-values.
   *
   * @param logMaximum log M; not NaN
   * @throws IllegalArgumentException if it is NaN
   */
  public static double ofRunningMaximum(double logMaximum) {
    if (Double.isNaN(logMaximum)) {
      throw new IllegalArgumentException("log_maximum is NaN; it must be a number");
    }
    if (logMaximum <= 0.0) {
      return Double.NEGATIVE_INFINITY;
    }
    double half = 0.5 * logMaximum;
    // log(e^h - 1) without overflow above, and without cancellation below.
    return half > 1.0
        ? half + StrictMath.log1p(-StrictMath.exp(-half))
        : StrictMath.log(StrictMath.expm1(half));
  }

  /**
   * p-values adjusted by Holm (1979): family-wise error, any dependence.
   *
   * @param pValues each within 0 to 1
   * @throws IllegalArgumentException naming a value outside
   */
  public static double[] holm(double[] pValues) {
    int[] order = ascending(pValues);
    int m = order.length;
    double[] result = new double[m];
    double largest = 0.0;
    for (int i = 0; i < m; i++) {
      largest = Math.max(largest, Math.min(1.0, (m - i) * pValues[order[i]]));
      result[order[i]] = largest;
    }
    return result;
  }

  /**
   * p-values adjusted by Benjamini and Hochberg (1995): false discovery rate under positive
   * dependence.
   *
   * @param pValues each within 0 to 1
   * @throws IllegalArgumentException naming a value outside
   */
  public static double[] benjaminiHochberg(double[] pValues) {
    return stepUp(pValues, 1.0);
  }

  /**
   * p-values adjusted by Benjamini and Yekutieli (2001): false discovery rate, any dependence.
   *
   * @param pValues each within 0 to 1
   * @throws IllegalArgumentException naming a value outside
   */
  public static double[] benjaminiYekutieli(double[] pValues) {
    double harmonic = 0.0;
    for (int i = 1; i <= pValues.length; i++) {
      harmonic += 1.0 / i;
    }
    return stepUp(pValues, harmonic);
  }

  private static double[] stepUp(double[] pValues, double factor) {
    int[] order = ascending(pValues);
    int m = order.length;
    double[] result = new double[m];
    double smallest = 1.0;
    for (int i = m; i >= 1; i--) {
      double p = pValues[order[i - 1]];
      smallest = Math.min(smallest, factor * m * p / i);
      result[order[i - 1]] = smallest;
    }
    return result;
  }

  private static int[] ascending(double[] pValues) {
    requireNumbers(pValues, "p_values", 0.0, 1.0);
    return order(pValues, Comparator.naturalOrder());
  }

  private static int[] order(double[] values, Comparator<Double> comparator) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparing(i -> values[i], comparator))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static void requireNumbers(double[] values, String name, double least, double most) {
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= least && values[i] <= most)) {
        throw new IllegalArgumentException(
            name + "[" + i + "] is " + values[i] + "; allowed are " + least + " to " + most);
      }
    }
  }
}
