package io.plumbline.local.simulate;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** An exposure as a CSV row and a metric event as a JSON object. */
final class Lines {

  static final String EXPOSURE_HEADER =
      "exposure_id,experiment_key,variant_key,unit_type,unit_id,unit_ids.device,"
          + "unit_ids.anonymous,event_time,attributes.country,attributes.browser,attributes.city";

  private Lines() {}

  /** One row; an empty string is a missing field. */
  static String exposure(
      String id,
      String experiment,
      String variant,
      String userId,
      String deviceId,
      String anonymousId,
      String time,
      Visitor visitor) {
    return String.join(
        ",",
        id,
        experiment,
        variant,
        userId.isEmpty() ? "" : "user",
        userId,
        deviceId,
        anonymousId,
        time,
        cell(visitor.country()),
        cell(visitor.browser()),
        cell(visitor.city()));
  }

  /**
   * A metric event whose fields can be changed before it is written.
   *
   * @param value JSON text of the value, or null to leave the field out
   */
  record Event(
      String id,
      String name,
      long time,
      String userId,
      String deviceId,
      String value,
      Map<String, String> attributes) {

    Event withTime(long newTime) {
      return new Event(id, name, newTime, userId, deviceId, value, attributes);
    }

    Event withValue(String newValue) {
      return new Event(id, name, time, userId, deviceId, newValue, attributes);
    }

    String json() {
      return json(Instant.ofEpochMilli(time).toString());
    }

    /** With any text for the time. An event without an id leaves the field out. */
    String json(String timeText) {
      Map<String, String> fields = new LinkedHashMap<>();
      put(fields, "event_id", id);
      put(fields, "event_name", name);
      put(fields, "event_time", timeText);
      if (!userId.isEmpty()) {
        put(fields, "unit_type", "user");
        put(fields, "unit_id", userId);
      }
      if (!deviceId.isEmpty()) {
        fields.put("unit_ids", "{\"device\":" + Json.quoted(deviceId) + "}");
      }
      if (value != null) {
        fields.put("value", value);
      }
      if (!attributes.isEmpty()) {
        StringBuilder nested = new StringBuilder();
        attributes.forEach(
            (key, text) ->
                nested
                    .append(nested.length() == 0 ? "{" : ",")
                    .append(Json.quoted(key))
                    .append(':')
                    .append(Json.quoted(text)));
        fields.put("attributes", nested.append('}').toString());
      }
      StringBuilder out = new StringBuilder();
      fields.forEach(
          (key, text) ->
              out.append(out.length() == 0 ? "{" : ",")
                  .append(Json.quoted(key))
                  .append(':')
                  .append(text));
      return out.append('}').toString();
    }

    private static void put(Map<String, String> fields, String key, String text) {
      if (!text.isEmpty()) {
        fields.put(key, Json.quoted(text));
      }
    }
  }

  private static String cell(String text) {
    boolean plain = text.indexOf(',') < 0 && text.indexOf('"') < 0;
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
