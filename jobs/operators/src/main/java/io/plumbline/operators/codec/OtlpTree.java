package io.plumbline.operators.codec;

import com.fasterxml.jackson.core.JsonToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a batch of OpenTelemetry log records in OTLP/JSON (ExportLogsServiceRequest) as a list of
 * records, each flattened: attributes are plain values by name, and {@code resource.attributes} and
 * {@code scope} come with every record. Other signals give an empty list.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP/JSON</a>
 */
final class OtlpTree implements MessageTree {
  private static final String ATTRIBUTES = "attributes";
  private static final String EVENT_NAME = "eventName";

  private final JsonTree json;

  OtlpTree() {
    Wanted wanted = new Wanted();
    wanted.add(List.of("resourceLogs"));
    this.json = new JsonTree(wanted);
  }

  @Override
  public Object read(byte[] message) throws MalformedException {
    Object batch = json.read(message);
    if (!(batch instanceof Map<?, ?> request)) {
      throw MalformedException.unreadable(
          "the message is "
              + JsonFields.describe(JsonToken.START_ARRAY)
              + "; allowed: one object with resourceLogs");
    }
    List<Object> records = new ArrayList<>();
    for (Object resourceLogs : list(request, "resourceLogs")) {
      Map<String, Object> resource = new HashMap<>();
      resource.put(ATTRIBUTES, attributes(child(resourceLogs, "resource")));
      for (Object scopeLogs : list(resourceLogs, "scopeLogs")) {
        Map<String, Object> scope = copy(child(scopeLogs, "scope"));
        scope.put(ATTRIBUTES, attributes(scope));
        for (Object logRecord : list(scopeLogs, "logRecords")) {
          records.add(flat(logRecord, resource, scope));
        }
      }
    }
    return records;
  }

  private static Map<String, Object> flat(
      Object logRecord, Map<String, Object> resource, Map<String, Object> scope)
      throws MalformedException {
    Map<String, Object> flat = copy(logRecord);
    Map<String, Object> attributes = attributes(logRecord);
    flat.put(ATTRIBUTES, attributes);
    flat.put("resource", resource);
    flat.put("scope", scope);
    Object body = any(flat.remove("body"));
    if (body != null) {
      flat.put("body", body);
    }
    // Before events had a name of their own it was an attribute.
    if (Trees.isNone(flat.get(EVENT_NAME)) && attributes.get("event.name") != null) {
      flat.put(EVENT_NAME, attributes.get("event.name"));
    }
    // 0 is OTLP's way to say that a time is not known.
    for (String time : List.of("timeUnixNano", "observedTimeUnixNano")) {
      if ("0".equals(Trees.text(flat.get(time)))) {
        flat.remove(time);
      }
    }
    return flat;
  }

  private static Map<String, Object> attributes(Object of) throws MalformedException {
    Map<String, Object> attributes = new HashMap<>();
    for (Object pair : list(of, ATTRIBUTES)) {
      Object value = any(child(pair, "value"));
      if (child(pair, "key") instanceof String key && value != null) {
        attributes.put(key, value);
      }
    }
    return attributes;
  }

  /** What an AnyValue holds. */
  private static Object any(Object value) throws MalformedException {
    if (!(value instanceof Map<?, ?> any) || any.isEmpty()) {
      return null;
    }
    Map.Entry<?, ?> only = any.entrySet().iterator().next();
    Object found = only.getValue();
    return switch (only.getKey().toString()) {
      // 64-bit numbers are texts in Protobuf's JSON.
      case "intValue" ->
          found instanceof String text ? new Trees.NumberText(text, true, true) : found;
      case "arrayValue" -> {
        List<Object> items = new ArrayList<>();
        for (Object item : list(found, "values")) {
          items.add(any(item));
        }
        yield items;
      }
      case "kvlistValue" -> {
        Map<String, Object> pairs = new HashMap<>();
        pairs.put(ATTRIBUTES, child(found, "values"));
        yield attributes(pairs);
      }
      default -> found;
    };
  }

  private static Map<String, Object> copy(Object object) {
    Map<String, Object> copy = new HashMap<>();
    if (object instanceof Map<?, ?> map) {
      map.forEach((name, value) -> copy.put(name.toString(), value));
    }
    return copy;
  }

  private static Object child(Object object, String name) {
    return object instanceof Map<?, ?> map ? map.get(name) : null;
  }

  private static List<?> list(Object object, String name) throws MalformedException {
    Object list = child(object, name);
    if (list != null && !(list instanceof List<?>)) {
      throw MalformedException.unreadable(
          name + " is " + Trees.describe(list) + "; allowed: a list, as in OTLP/JSON");
    }
    return list == null ? List.of() : (List<?>) list;
  }
}
