package io.plumbline.core.ledger;

import io.plumbline.core.statistics.Interval;
import io.plumbline.core.statistics.PairResult;

/**
 * The anytime evidence of a treatment through the last look.
 *
 * @param pValue the smallest so far
 * @param lower of the intersection of the intervals on the difference
 * @param upper of that intersection; below {@code lower} when it is empty
 */
public record Look(double pValue, double lower, double upper) {

  /** With one more look; the same if that look allows no call. */
  static Look take(Look before, PairResult pair) {
    if (!pair.callable() || pair.anytime() == null) {
      return before;
    }
    double p = pair.anytime().pValue();
    Interval interval = pair.anytime().difference();
    return before == null
        ? new Look(p, interval.lower(), interval.upper())
        : new Look(
            Math.min(before.pValue, p),
            Math.max(before.lower, interval.lower()),
            Math.min(before.upper, interval.upper()));
  }

  boolean isEmpty() {
    return lower > upper;
  }
}
