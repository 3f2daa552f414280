package io.plumbline.local.bench.statistics;

import java.util.Arrays;

/** Quantiles of what the runs gave. */
public final class Quantile {
  private Quantile() {}

  /** A column of the runs' figures, ascending. */
  public static double[] sorted(double[][] figures, int column) {
    return Arrays.stream(figures).mapToDouble(run -> run[column]).sorted().toArray();
  }

  public static double of(double[] sorted, double part) {
    int at = (int) Math.ceil(part * sorted.length) - 1;
    return sorted[Math.min(sorted.length - 1, Math.max(0, at))];
  }

  /** Half of what lies within one standard error of the median's rank. */
  public static double medianStandardError(double[] sorted) {
    double rank = 0.5 / StrictMath.sqrt(sorted.length);
    return 0.5 * (of(sorted, 0.5 + rank) - of(sorted, 0.5 - rank));
  }
}
