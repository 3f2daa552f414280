package io.plumbline.e2e.oracle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * One record of a partition: an exposure, a metric event, or bytes that nobody can read.
 *
 * <p>Its value is JSON of the documented fields. Times of exposures are ISO text, those of metric
 * events epoch milliseconds; a single identity is written as {@code unit_type} and {@code unit_id},
 * several as {@code unit_ids}.
 */
public final class LogRecord {

  private final long timestamp;
  private final String key;
  private final InputRecord event;
  private final byte[] poison;

  private LogRecord(long timestamp, String key, InputRecord event, byte[] poison) {
    this.timestamp = timestamp;
    this.key = key;
    this.event = event;
    this.poison = poison;
  }

  static LogRecord of(long timestamp, InputRecord event) {
    return new LogRecord(timestamp, event.units().get(event.units().firstKey()), event, null);
  }

  /** A record without a key that is MALFORMED. */
  public static LogRecord poison(long timestampMs, byte[] value) {
    return new LogRecord(timestampMs, null, null, value.clone());
  }

  /**
   * @param units identity type to unit id
   * @param receivedAtMs null where the record does not tell
   */
  public static LogRecord exposure(
      long timestampMs,
      String exposureId,
      String experiment,
      String variant,
      Map<String, String> units,
      long eventTimeMs,
      Long receivedAtMs,
      Map<String, String> attributes) {
    return of(
        timestampMs,
        new InputRecord(
            exposureId,
            experiment,
            variant,
            null,
            new TreeMap<>(units),
            eventTimeMs,
            receivedAtMs,
            null,
            new TreeMap<>(attributes)));
  }

  /**
   * @param units identity type to unit id
   * @param receivedAtMs null where the record does not tell
   * @param value null where there is none
   */
  public static LogRecord metricEvent(
      long timestampMs,
      String eventId,
      String eventName,
      Map<String, String> units,
      long eventTimeMs,
      Long receivedAtMs,
      Double value,
      Map<String, String> attributes) {
    return of(
        timestampMs,
        new InputRecord(
            eventId,
            null,
            null,
            eventName,
            new TreeMap<>(units),
            eventTimeMs,
            receivedAtMs,
            value,
            new TreeMap<>(attributes)));
  }

  /** The record's Kafka timestamp, epoch milliseconds. */
  public long timestamp() {
    return timestamp;
  }

  /** The record's Kafka key; null of a poison record. */
  public byte[] key() {
    return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
  }

  /** The record's Kafka value. */
  public byte[] value() {
    return poison == null ? json().toString().getBytes(StandardCharsets.UTF_8) : poison.clone();
  }

  /** Null when the record is poison. */
  InputRecord event() {
    return event;
  }

  private ObjectNode json() {
    boolean exposure = event.eventName() == null;
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(exposure ? "exposure_id" : "event_id", event.givenId());
    if (exposure) {
      json.put("experiment_key", event.experiment()).put("variant_key", event.variant());
    } else {
      json.put("event_name", event.eventName());
    }
    if (event.units().size() == 1) {
      String type = event.units().firstKey();
      json.put("unit_type", type).put("unit_id", event.units().get(type));
    } else {
      event.units().forEach(json.putObject("unit_ids")::put);
    }
    putTime(json, "event_time", event.time(), exposure);
    if (event.receivedAt() != null) {
      putTime(json, "received_at", event.receivedAt(), exposure);
    }
    if (event.value() != null) {
      json.put("value", event.value());
    }
    if (!event.attributes().isEmpty()) {
      event.attributes().forEach(json.putObject("attributes")::put);
    }
    return json;
  }

  private static void putTime(ObjectNode json, String field, long time, boolean asText) {
    if (asText) {
      json.put(field, Instant.ofEpochMilli(time).toString());
    } else {
      json.put(field, time);
    }
  }
}
