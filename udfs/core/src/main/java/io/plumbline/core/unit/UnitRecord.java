package io.plumbline.core.unit;

import java.util.Map;

/**
 * All that is remembered of a unit between two ticks, but for what {@link UnitMemory} holds.
 *
 * @param memberships by experiment key
 * @param exclusions what was left out of the unit, by experiment key and test
 * @param exposures of its last day with any
 * @param metricEvents of its last day with any
 * @param tidiedAt when it is looked through next for what has ended; {@link #NEVER}: not planned
 */
public record UnitRecord(
    Map<String, Membership> memberships,
    Map<String, Map<ExclusionTest, Excluded>> exclusions,
    DayCount exposures,
    DayCount metricEvents,
    long tidiedAt) {

  public static final long NEVER = Long.MAX_VALUE;

  public static final UnitRecord EMPTY =
      new UnitRecord(Map.of(), Map.of(), DayCount.NONE, DayCount.NONE, NEVER);

  /** Whether there is nothing to remember. */
  public boolean isEmpty() {
    return memberships.isEmpty()
        && exclusions.isEmpty()
        && exposures.equals(DayCount.NONE)
        && metricEvents.equals(DayCount.NONE);
  }

  /** With what it has become; itself if that is the same. */
  UnitRecord with(
      Map<String, Membership> nextMemberships,
      Map<String, Map<ExclusionTest, Excluded>> nextExclusions,
      DayCount nextExposures,
      DayCount nextMetricEvents) {
    return nextMemberships == memberships
            && nextExclusions == exclusions
            && nextExposures == exposures
            && nextMetricEvents == metricEvents
        ? this
        : new UnitRecord(
            nextMemberships, nextExclusions, nextExposures, nextMetricEvents, tidiedAt);
  }

  public UnitRecord tidiedAt(long time) {
    return new UnitRecord(memberships, exclusions, exposures, metricEvents, time);
  }

  /**
   * Events of one UTC day of their visibility.
   *
   * @param day since 1970-01-01 UTC
   */
  public record DayCount(long day, long count) {
    public static final DayCount NONE = new DayCount(Long.MIN_VALUE, 0);
    private static final long DAY_MS = 86_400_000L;

    DayCount plus(long visibleAt, int more) {
      long today = Math.floorDiv(visibleAt, DAY_MS);
      return new DayCount(today, today == day ? count + more : more);
    }

    /** From when on it means nothing; {@link Long#MIN_VALUE} if it never did. */
    long endsAt() {
      return day == NONE.day ? Long.MIN_VALUE : (day + 1) * DAY_MS;
    }
  }
}
