package io.plumbline.operators.codec;

import io.plumbline.core.event.EventKind;
import io.plumbline.v1.Exposure;
import io.plumbline.v1.MetricEvent;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Our own schemas, and what there is to know of others'. */
final class AvroSchemas {

  private AvroSchemas() {}

  static Schema own(EventKind kind) {
    return kind == EventKind.EXPOSURE ? Exposure.getClassSchema() : MetricEvent.getClassSchema();
  }

  /**
   * @throws IllegalArgumentException if the text is no schema of a record; the message begins with
   *     a verb
   */
  static Schema parse(String json) {
    Schema schema;
    try {
      schema = new Schema.Parser().parse(json);
    } catch (AvroRuntimeException e) {
      throw new IllegalArgumentException(
          "is no Avro schema (" + e.getMessage() + "); allowed: the JSON of a record's schema", e);
    }
    return requireRecord(schema);
  }

  static Schema requireRecord(Schema schema) {
    if (schema.getType() != Schema.Type.RECORD) {
      throw new IllegalArgumentException(
          "is an Avro schema of type " + schema.getType().getName() + "; allowed: a record");
    }
    return schema;
  }

  /** The units of a timestamp in a millisecond. */
  static long perMilli(Schema schema) {
    if (schema.getType() == Schema.Type.UNION) {
      return schema.getTypes().stream().mapToLong(AvroSchemas::perMilli).max().orElse(1);
    }
    String logicalType = schema.getProp("logicalType");
    if (logicalType == null) {
      return 1;
    }
    return switch (logicalType) {
      case "timestamp-micros" -> 1_000;
      case "timestamp-nanos" -> 1_000_000;
      default -> 1;
    };
  }

  static boolean isTimestamp(Schema schema) {
    String logicalType = schema.getProp("logicalType");
    return schema.getType() == Schema.Type.LONG
        && logicalType != null
        && logicalType.startsWith("timestamp-");
  }
}
