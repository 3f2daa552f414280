package io.plumbline.schemas;

import io.plumbline.v1.Exposure;
import io.plumbline.v1.MetricEvent;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** Every schema of this version, by the name of its file. */
final class CurrentSchemas {
  private CurrentSchemas() {}

  static Map<String, Schema> all() {
    Map<String, Schema> schemas = new TreeMap<>();
    for (Table table : Table.values()) {
      schemas.put(table.tableName(), table.schema());
    }
    schemas.put("Exposure", Exposure.getClassSchema());
    schemas.put("MetricEvent", MetricEvent.getClassSchema());
    return schemas;
  }
}
