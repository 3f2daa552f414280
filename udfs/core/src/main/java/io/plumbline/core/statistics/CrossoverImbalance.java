package io.plumbline.core.statistics;

/**
 * The e-value for flows between two variants that differ: E((c_ab, c_ba); 1:1) on units' first
 * crossover within their epoch of enrollment, {@link SrmEValue}, each pair at alpha / pairs.
 *
 * <p>Planned weights would be wrong: innocent re-randomisation is symmetric in flows, not in
 * shares, as p_a p_b units go either way.
 */
public final class CrossoverImbalance {

  private static final long[] EVEN = {1, 1};
  private static final double LARGE_SHARE = 0.01;
  private static final long LEAST_UNITS = 10;

  private CrossoverImbalance() {}

  /**
   * Natural log of the e-value.
   *
   * @param fromFirst units of a that were next seen in b, at least 0
   * @param fromSecond units of b that were next seen in a, at least 0
   * @throws IllegalArgumentException if a count is negative
   */
  public static double logE(long fromFirst, long fromSecond) {
    return SrmEValue.logE(new long[] {fromFirst, fromSecond}, EVEN);
  }

  /** Whether crossovers are a warning by themselves: at least 1 % of the units, and at least 10. */
  public static boolean isLarge(long crossovers, long units) {
    return crossovers >= LEAST_UNITS && crossovers >= LARGE_SHARE * units;
  }
}
