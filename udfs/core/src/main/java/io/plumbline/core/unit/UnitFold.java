package io.plumbline.core.unit;

import io.plumbline.core.experiment.ExperimentCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Brings what is known of a unit from one tick to the next.
 *
 * <p>A row with {@code as_of = T} reflects the events with {@code visible_at < T}. Rows of start,
 * stop and allocation change may lie between two ticks, so the events of a tick are folded in
 * slices, one an instant, in order of time. Within a slice the exposures come first, in the order
 * of enrollment, then the metric events in the order in which they count, then the windows that
 * have closed: what the slice holds decides, never the order in which it arrived.
 *
 * <p>In logs an exposure may become visible after others, and after metric events, that happened
 * later. The row is then what it would be had all been known from the start: the enrollment moves,
 * and what the unit did within the last {@code lateness} is counted anew. In files nothing is late,
 * and nothing is kept for it.
 */
public final class UnitFold {
  private final ExperimentCatalog catalog;
  private final boolean withMetrics;

  private UnitFold(ExperimentCatalog catalog, boolean withMetrics) {
    this.catalog = catalog;
    this.withMetrics = withMetrics;
  }

  /** A fold of enrollments alone. */
  public static UnitFold ofEnrollments(ExperimentCatalog catalog) {
    return new UnitFold(catalog, false);
  }

  /** A fold of enrollments and of what the units did. */
  public static UnitFold ofMetrics(ExperimentCatalog catalog) {
    return new UnitFold(catalog, true);
  }

  /**
   * Folds all that becomes visible before a tick and at or after the tick before it.
   *
   * @param inputs in any order; an exposure that another identity of the event answers for is
   *     passed over
   * @return the unit after the tick
   */
  public UnitRecord fold(
      UnitId unit,
      UnitRecord before,
      List<UnitInput> inputs,
      long tick,
      UnitMemory memory,
      UnitOutput out) {
    UnitSlice slice = new UnitSlice(catalog, withMetrics, unit, before, tick, memory, out);
    List<UnitInput> waiting = inputs;
    long from = tick - catalog.timing().tickMs();
    for (long instant : catalog.instants(from, tick)) {
      List<UnitInput> later = new ArrayList<>(0);
      List<UnitInput> exposures = new ArrayList<>(0);
      List<UnitInput> events = new ArrayList<>(waiting.size());
      for (UnitInput input : waiting) {
        if (input.visibleAt() >= instant) {
          later.add(input);
        } else if (input.isExposure()) {
          exposures.add(input);
        } else {
          events.add(input);
        }
      }
      if (events.size() > 1) {
        events.sort(UnitInput.countingOrder(Function.identity()));
      }
      slice.apply(exposures, events, from, instant);
      waiting = later;
      from = instant;
    }
    return slice.finish();
  }

  /**
   * The next tick at which a window of the unit closes.
   *
   * @return {@link Long#MAX_VALUE} if none will
   */
  public long nextMaturity(UnitRecord unit) {
    if (!withMetrics) {
      return Long.MAX_VALUE;
    }
    long next = Long.MAX_VALUE;
    for (var entry : unit.memberships().entrySet()) {
      var plan = catalog.plan(entry.getKey());
      if (!plan.hasWindows()) {
        continue;
      }
      Membership membership = entry.getValue();
      for (int i = 0; i < plan.experiment().metrics().size(); i++) {
        if (!membership.total(i).mature() && Attribution.counts(plan, i, membership.enrolledAt())) {
          long matureAt = Attribution.matureAt(plan, i, membership.enrolledAt());
          if (matureAt <= plan.lastInstant(catalog.horizon())) {
            next = Math.min(next, matureAt);
          }
        }
      }
    }
    return next == Long.MAX_VALUE ? next : catalog.timing().tickAfter(next - 1);
  }

  /** What of a record may still matter at a tick. */
  public UnitRecord tidy(UnitRecord record, long tick) {
    return new Housekeeping(catalog).tidy(record, tick);
  }

  /**
   * When it is worth while to look through a unit again.
   *
   * @param beside when the first of what is remembered beside the record ends; {@link
   *     UnitRecord#NEVER}: nothing is
   * @return event time; {@link UnitRecord#NEVER} if nothing is left
   */
  public long nextTidying(UnitRecord record, long beside, long tick) {
    return new Housekeeping(catalog).next(record, beside, tick);
  }

  /**
   * The tick at which the last row of any experiment is published; {@link Long#MAX_VALUE}: none.
   */
  public long lastTick() {
    return catalog.lastTick();
  }
}
