package io.plumbline.core.unit;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import java.util.Comparator;

/**
 * An event as one of its identities sees it.
 *
 * @param visibleAt the moment in event time from which it counts, milliseconds since the epoch
 */
public record UnitInput(
    String unitType, String unitId, long visibleAt, Event event, Position position) {

  /** The order of enrollment, event time, id, content; for one sort. */
  static Comparator<UnitInput> enrollmentOrder() {
    return Comparator.<UnitInput>comparingLong(i -> i.event().eventTime())
        .thenComparing(i -> i.event().id())
        .thenComparing(UnitInput::event, Event.byContent());
  }

  /** The order in which metric events count, visibility, event time, content; for one sort. */
  static Comparator<UnitInput> countingOrder() {
    return Comparator.comparingLong(UnitInput::visibleAt)
        .thenComparingLong(i -> i.event().eventTime())
        .thenComparing(UnitInput::event, Event.byContent());
  }

  boolean isExposure() {
    return event instanceof Exposure;
  }
}
