package io.plumbline.core.event;

import java.util.Map;

/**
 * A unit was shown a variant of an experiment.
 *
 * @param exposureId identifies the event; in files a missing one is the hash of the content
 * @param unitType the kind of {@code unitId}: user, device, session
 * @param unitId the unit's identity, or null when only {@code unitIds} says who it was
 * @param unitIds further identities of the same event by unit type
 * @param eventTime milliseconds since the epoch, UTC
 * @param receivedAt milliseconds since the epoch, UTC; null when the record does not say
 * @param attributes what is known of the unit at that moment, the source of segments
 * @param source which system sent it, or null
 */
public record Exposure(
    String exposureId,
    String experimentKey,
    String variantKey,
    String unitType,
    String unitId,
    Map<String, String> unitIds,
    long eventTime,
    Long receivedAt,
    Map<String, String> attributes,
    String source)
    implements Event {

  @Override
  public String id() {
    return exposureId;
  }

  @Override
  public Exposure withId(String id) {
    return new Exposure(
        id,
        experimentKey,
        variantKey,
        unitType,
        unitId,
        unitIds,
        eventTime,
        receivedAt,
        attributes,
        source);
  }

  @Override
  public String content() {
    return new CanonicalJson()
        .add("attributes", attributes)
        .add("event_time", eventTime)
        .add("experiment_key", experimentKey)
        .add("exposure_id", exposureId)
        .add("received_at", receivedAt)
        .add("source", source)
        .add("unit_id", unitId)
        .add("unit_ids", unitIds)
        .add("unit_type", unitType)
        .add("variant_key", variantKey)
        .toString();
  }
}
