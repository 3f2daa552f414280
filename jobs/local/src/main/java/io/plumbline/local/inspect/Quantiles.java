package io.plumbline.local.inspect;

import java.util.Map;
import java.util.TreeMap;

/**
 * Quantiles of many durations in little room: small ones exact, others to within one part in 128,
 * away from 0. At most some 15,000 numbers are kept, however many come.
 */
final class Quantiles {
  private static final int EXACT_BITS = 7;

  private final TreeMap<Long, Long> counts = new TreeMap<>();
  private long total;

  void add(long value) {
    counts.merge(value < 0 ? -rounded(-value) : rounded(value), 1L, Long::sum);
    total++;
  }

  long count() {
    return total;
  }

  /**
   * The smallest value with at least this share of all at or below it.
   *
   * @param share in [0, 1]
   * @throws IllegalStateException if there are no values
   */
  long at(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * total));
    long below = 0;
    for (Map.Entry<Long, Long> entry : counts.entrySet()) {
      below += entry.getValue();
      if (below >= rank) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("no values");
  }

  /** The smallest number of eight significant bits that is not less. */
  private static long rounded(long magnitude) {
    int shift = Math.max(0, 64 - Long.numberOfLeadingZeros(magnitude) - EXACT_BITS - 1);
    return magnitude + (1L << shift) - 1 >> shift << shift;
  }
}
