package io.plumbline.core.event;

import java.util.Map;

/**
 * A unit did something, with an optional value.
 *
 * @param eventId identifies the event; of one unit's events with one id the first counts
 * @param value any double, NaN included (refused later if a metric asks for it), or null
 * @see Exposure for the fields that both have
 */
public record MetricEvent(
    String eventId,
    String eventName,
    String unitType,
    String unitId,
    Map<String, String> unitIds,
    long eventTime,
    Long receivedAt,
    Double value,
    Map<String, String> attributes)
    implements Event {

  @Override
  public String id() {
    return eventId;
  }

  @Override
  public MetricEvent withId(String id) {
    return new MetricEvent(
        id, eventName, unitType, unitId, unitIds, eventTime, receivedAt, value, attributes);
  }

  @Override
  public String content() {
    return new CanonicalJson()
        .add("attributes", attributes)
        .add("event_id", eventId)
        .add("event_name", eventName)
        .add("event_time", eventTime)
        .add("received_at", receivedAt)
        .add("unit_id", unitId)
        .add("unit_ids", unitIds)
        .add("unit_type", unitType)
        .add("value", value)
        .toString();
  }
}
