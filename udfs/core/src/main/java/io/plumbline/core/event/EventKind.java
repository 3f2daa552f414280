package io.plumbline.core.event;

/** What an event tells of. */
public enum EventKind {
  EXPOSURE,
  METRIC_EVENT;

  public static EventKind of(Event event) {
    return event instanceof Exposure ? EXPOSURE : METRIC_EVENT;
  }
}
