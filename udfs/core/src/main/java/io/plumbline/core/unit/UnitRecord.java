package io.plumbline.core.unit;

import java.util.Map;

/**
 * All that is remembered of a unit between two ticks, but for the ids of its metric events.
 *
 * @param memberships by experiment key
 * @param exposures of its last day with any
 * @param metricEvents of its last day with any
 */
public record UnitRecord(
    Map<String, Membership> memberships, DayCount exposures, DayCount metricEvents) {

  public static final UnitRecord EMPTY = new UnitRecord(Map.of(), DayCount.NONE, DayCount.NONE);

  /**
   * Events of one UTC day of their visibility.
   *
   * @param day since 1970-01-01 UTC
   */
  public record DayCount(long day, long count) {
    public static final DayCount NONE = new DayCount(Long.MIN_VALUE, 0);

    DayCount plus(long visibleAt) {
      long today = Math.floorDiv(visibleAt, 86_400_000L);
      return new DayCount(today, today == day ? count + 1 : 1);
    }
  }
}
