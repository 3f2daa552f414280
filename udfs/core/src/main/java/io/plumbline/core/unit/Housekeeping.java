package io.plumbline.core.unit;

import io.plumbline.core.experiment.ExperimentCatalog;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.unit.UnitRecord.DayCount;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What of a unit has ended. A membership ends {@code lateness} after its experiment's stop and the
 * close of its last window: no exposure or metric event that could change it is accepted then; with
 * it ends what was left out of the unit, where there is none {@code lateness} after the stop. A
 * count of a day ends with the day. Nothing that is published depends on when this is looked at.
 */
final class Housekeeping {

  /** How often a unit is looked at whose experiments have no stop: one may come at any time. */
  static final long LOOK_MS = Duration.ofDays(1).toMillis();

  private final ExperimentCatalog catalog;

  Housekeeping(ExperimentCatalog catalog) {
    this.catalog = catalog;
  }

  UnitRecord tidy(UnitRecord record, long tick) {
    Map<String, Membership> alive = new HashMap<>();
    record
        .memberships()
        .forEach(
            (key, membership) -> {
              if (endsAt(catalog.plan(key), membership) > tick) {
                alive.put(key, membership);
              }
            });
    Map<String, Map<ExclusionTest, Excluded>> leftOut = record.exclusions();
    if (!leftOut.isEmpty()) {
      leftOut = new HashMap<>(leftOut);
      leftOut.keySet().removeIf(key -> endsAt(key, record) <= tick);
      leftOut = Map.copyOf(leftOut);
    }
    return new UnitRecord(
        Map.copyOf(alive),
        leftOut,
        tidy(record.exposures(), tick),
        tidy(record.metricEvents(), tick),
        record.tidiedAt());
  }

  private static DayCount tidy(DayCount count, long tick) {
    return count.endsAt() <= tick ? DayCount.NONE : count;
  }

  long next(UnitRecord record, long beside, long tick) {
    long next = Math.min(beside, next(record.exposures(), tick));
    next = Math.min(next, next(record.metricEvents(), tick));
    for (Map.Entry<String, Membership> entry : record.memberships().entrySet()) {
      long end = endsAt(catalog.plan(entry.getKey()), entry.getValue());
      next = Math.min(next, end == Long.MAX_VALUE ? tick + LOOK_MS : end);
    }
    for (String key : record.exclusions().keySet()) {
      long end = endsAt(key, record);
      next = Math.min(next, end == Long.MAX_VALUE ? tick + LOOK_MS : end);
    }
    return next;
  }

  /** When what was left out of a unit ends. */
  private long endsAt(String experimentKey, UnitRecord record) {
    ExperimentPlan plan = catalog.plan(experimentKey);
    Membership membership = record.memberships().get(experimentKey);
    if (membership != null) {
      return endsAt(plan, membership);
    }
    Long stoppedAt = plan.experiment().stoppedAt();
    return stoppedAt == null ? Long.MAX_VALUE : catalog.timing().acceptedUntil(stoppedAt);
  }

  private static long next(DayCount count, long tick) {
    return count.endsAt() <= tick ? UnitRecord.NEVER : count.endsAt();
  }

  private long endsAt(ExperimentPlan plan, Membership membership) {
    long end = Attribution.relevanceEnd(plan, membership.enrolledAt());
    return end == Long.MAX_VALUE ? end : catalog.timing().acceptedUntil(end);
  }
}
