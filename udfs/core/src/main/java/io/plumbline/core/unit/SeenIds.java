package io.plumbline.core.unit;

/** The ids of a unit's metric events, kept as long as a redelivery could still be accepted. */
public interface SeenIds {

  /** Remembers an id; false if it is there already. */
  boolean add(String eventId, long eventTime);
}
