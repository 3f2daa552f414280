package io.plumbline.operators.codec;

import java.util.LinkedHashMap;
import java.util.Map;

/** How a topic's messages are written. */
public enum SourceFormat {
  /** Avro's binary form without any frame, of one schema: our own, or the source's. */
  AVRO("avro"),
  /** The same behind a zero byte and the id of its schema in a registry. */
  CONFLUENT_AVRO("confluent-avro"),
  JSON("json"),
  /** OpenTelemetry log records in OTLP/JSON batches, each record flattened. */
  OTLP_JSON("otlp-json");

  static final Map<String, SourceFormat> BY_NAME = new LinkedHashMap<>();

  static {
    for (SourceFormat format : values()) {
      BY_NAME.put(format.key, format);
    }
  }

  private final String key;

  SourceFormat(String key) {
    this.key = key;
  }

  /** The name in configuration. */
  public String key() {
    return key;
  }
}
