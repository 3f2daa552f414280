package io.plumbline.schemas;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** FULL_TRANSITIVE: every version reads what every other version wrote. */
final class Compatibility {
  private Compatibility() {}

  /** What breaks between the two, one sentence each; empty when each reads the other. */
  static List<String> breaks(Schema current, Schema older) {
    List<String> breaks = new ArrayList<>();
    breaks.addAll(unreadable("the current version cannot read the older one", current, older));
    breaks.addAll(unreadable("the older version cannot read the current one", older, current));
    breaks.addAll(changedLogicalTypes(current, older));
    return breaks;
  }

  private static List<String> unreadable(String what, Schema reader, Schema writer) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    if (result.getType() == SchemaCompatibilityType.COMPATIBLE) {
      return List.of();
    }
    return result.getResult().getIncompatibilities().stream()
        .map(broken -> what + ": " + broken.getLocation() + " " + broken.getMessage())
        .toList();
  }

  /** Avro compares the physical types alone: micros read as millis would pass. */
  private static List<String> changedLogicalTypes(Schema current, Schema older) {
    return older.getFields().stream()
        .filter(field -> current.getField(field.name()) != null)
        .filter(
            field ->
                !logical(field.schema()).equals(logical(current.getField(field.name()).schema())))
        .map(field -> "the logical type of " + field.name() + " changed")
        .toList();
  }

  private static String logical(Schema schema) {
    Schema value =
        schema.isUnion()
            ? schema.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow()
            : schema;
    return value.getLogicalType() == null
        ? ""
        : value.getLogicalType().getName() + value.getObjectProps();
  }
}
