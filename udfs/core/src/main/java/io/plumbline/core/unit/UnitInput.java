package io.plumbline.core.unit;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.RejectReason;
import java.util.Comparator;
import java.util.function.Function;

/**
 * An event as one of its identities sees it.
 *
 * @param visibleAt the moment in event time from which it counts, milliseconds since the epoch
 * @param refusal why the source has refused it, which the source itself counts: it only shows in
 *     the health of experiments; null for an accepted event
 */
public record UnitInput(
    String unitType,
    String unitId,
    long visibleAt,
    Event event,
    Position position,
    RejectReason refusal) {

  /** An accepted event. */
  public UnitInput(String unitType, String unitId, long visibleAt, Event event, Position position) {
    this(unitType, unitId, visibleAt, event, position, null);
  }

  /** The order in which events count, visibility, event time, content; for one sort. */
  static <T> Comparator<T> countingOrder(Function<T, UnitInput> input) {
    Comparator<Event> byContent = Event.byContent();
    return Comparator.<T>comparingLong(t -> input.apply(t).visibleAt())
        .thenComparingLong(t -> input.apply(t).event().eventTime())
        .thenComparing(t -> input.apply(t).event(), byContent);
  }

  /** The same event, but that it counts from a later moment. */
  public UnitInput visibleFrom(long time) {
    return new UnitInput(unitType, unitId, time, event, position, refusal);
  }

  boolean isExposure() {
    return event instanceof Exposure;
  }
}
