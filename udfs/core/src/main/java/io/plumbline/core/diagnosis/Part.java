package io.plumbline.core.diagnosis;

import io.plumbline.core.statistics.EpochCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The units of a segment, of a day, of an hour of the day, or of the whole.
 *
 * @param dimension {@link #DAY} for days, whose segments are ISO dates
 * @param counts by tested epoch, the same epochs for all parts; asked for where they matter
 * @param logE natural log of their mixture e-value over epochs
 * @param flagged whether e-BH over all parts but the whole names it
 */
public record Part(
    String dimension,
    String segment,
    Supplier<List<EpochCounts>> counts,
    double logE,
    boolean flagged) {

  /** The dimension of the UTC days of enrollment. */
  public static final String DAY = "day";

  /** The dimension of the UTC hours of enrollment, 00 to 23. */
  public static final String HOUR_OF_DAY = "hour_of_day";

  /** The counts of several parts that have no unit in common. */
  static List<EpochCounts> union(List<EpochCounts> like, List<Part> parts) {
    List<EpochCounts> sums = new ArrayList<>();
    List<List<EpochCounts>> each = parts.stream().map(part -> part.counts().get()).toList();
    for (int e = 0; e < like.size(); e++) {
      long[] sum = new long[like.get(e).observed().length];
      for (List<EpochCounts> counts : each) {
        add(sum, counts.get(e).observed(), 1);
      }
      sums.add(new EpochCounts(sum, like.get(e).weights()));
    }
    return sums;
  }

  /** What is left of a whole without some of its units. */
  static List<EpochCounts> without(List<EpochCounts> whole, List<EpochCounts> some) {
    List<EpochCounts> rest = new ArrayList<>();
    for (int e = 0; e < whole.size(); e++) {
      long[] left = whole.get(e).observed();
      add(left, some.get(e).observed(), -1);
      rest.add(new EpochCounts(left, whole.get(e).weights()));
    }
    return rest;
  }

  private static void add(long[] to, long[] counts, int sign) {
    for (int i = 0; i < to.length; i++) {
      to[i] += sign * counts[i];
    }
  }
}
