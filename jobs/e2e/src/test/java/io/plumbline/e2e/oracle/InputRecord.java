package io.plumbline.e2e.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One record that could be read: an exposure or a metric event.
 *
 * @param givenId exposure_id or event_id; null where it is missing
 * @param experiment null in a metric event
 * @param variant null in a metric event
 * @param eventName null in an exposure
 * @param units identity type to unit id
 * @param time event time in milliseconds
 * @param receivedAt milliseconds; null where the record does not tell
 * @param value null where there is none
 */
record InputRecord(
    String givenId,
    String experiment,
    String variant,
    String eventName,
    SortedMap<String, String> units,
    long time,
    Long receivedAt,
    Double value,
    SortedMap<String, String> attributes) {

  /** Enrollment order of exposures. */
  static final Comparator<InputRecord> BY_TIME_ID_CONTENT =
      Comparator.comparingLong(InputRecord::time)
          .thenComparing(InputRecord::id, InputRecord::compareBytes)
          .thenComparing(InputRecord::content, InputRecord::compareBytes);

  /** Order in which metric events count, and rejected records are kept. */
  static final Comparator<InputRecord> BY_TIME_CONTENT =
      Comparator.comparingLong(InputRecord::time)
          .thenComparing(InputRecord::content, InputRecord::compareBytes);

  /** The content stands for an id that is missing. */
  String id() {
    return givenId == null ? content() : givenId;
  }

  /** Canonical JSON: sorted keys, missing fields left out. */
  String content() {
    TreeMap<String, JsonNode> sorted = new TreeMap<>();
    sorted.put("attributes", textNode(attributes));
    sorted.put("unit_ids", textNode(units));
    sorted.put("event_time", TextNode.valueOf(Instant.ofEpochMilli(time).toString()));
    boolean exposure = eventName == null;
    if (givenId != null) {
      sorted.put(exposure ? "exposure_id" : "event_id", TextNode.valueOf(givenId));
    }
    if (exposure) {
      sorted.put("experiment_key", TextNode.valueOf(experiment));
      sorted.put("variant_key", TextNode.valueOf(variant));
    } else {
      sorted.put("event_name", TextNode.valueOf(eventName));
    }
    if (receivedAt != null) {
      sorted.put("received_at", TextNode.valueOf(Instant.ofEpochMilli(receivedAt).toString()));
    }
    if (value != null) {
      sorted.put("value", DoubleNode.valueOf(value));
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.setAll(sorted);
    return node.toString();
  }

  private static ObjectNode textNode(SortedMap<String, String> texts) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    texts.forEach(node::put);
    return node;
  }

  /** As unsigned UTF-8 bytes. */
  static int compareBytes(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
