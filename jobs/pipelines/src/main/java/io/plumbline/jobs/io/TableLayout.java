package io.plumbline.jobs.io;

import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.avro.LogicalTypes;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * How each table lies in Iceberg: columns with their comments, partitions by day, sort order,
 * properties. The one catalogue of tables.
 *
 * @param schema the columns in the order of the Avro record, each with its documentation
 * @param spec always by day of one time column, so that the number of partitions grows with time
 *     and not with experiments
 * @param sortOrder how the table is read: by experiment, by unit
 */
public record TableLayout(
    Table table,
    Schema schema,
    PartitionSpec spec,
    SortOrder sortOrder,
    Map<String, String> properties) {
  private static final Map<Table, TableLayout> LAYOUTS = new EnumMap<>(Table.class);

  static {
    for (Table table : Table.values()) {
      LAYOUTS.put(table, create(table));
    }
  }

  public static TableLayout of(Table table) {
    return LAYOUTS.get(table);
  }

  public static Namespace namespace() {
    return Namespace.of(Table.NAMESPACE);
  }

  public TableIdentifier identifier() {
    return TableIdentifier.of(namespace(), table.tableName());
  }

  private static TableLayout create(Table table) {
    Schema schema = icebergSchema(table.schema());
    var spec = PartitionSpec.builderFor(schema).day(partitionColumn(table)).build();
    var sort = SortOrder.builderFor(schema);
    sortColumns(table).forEach(sort::asc);
    return new TableLayout(table, schema, spec, sort.build(), properties(table.schema()));
  }

  private static String partitionColumn(Table table) {
    return switch (table) {
      case VARIANT_METRICS,
          METRIC_RESULTS,
          SRM_CHECKS,
          EXPERIMENT_HEALTH,
          JOB_PROGRESS,
          ALERTS,
          REJECTED_EVENTS ->
          "as_of";
      case ENROLLMENTS -> "visible_at";
      case EXPOSURE_EVENTS, METRIC_EVENTS -> "event_time";
      case CONFIG_CHANGES, EXPERIMENT_VERSIONS, METRIC_VERSIONS, NOTES -> "committed_at";
    };
  }

  private static List<String> sortColumns(Table table) {
    return switch (table) {
      case VARIANT_METRICS, METRIC_RESULTS ->
          List.of("experiment_key", "metric_key", "dimension", "segment", "as_of");
      case SRM_CHECKS -> List.of("experiment_key", "dimension", "segment", "as_of");
      case EXPERIMENT_HEALTH -> List.of("experiment_key", "job", "as_of");
      case JOB_PROGRESS -> List.of("job", "as_of");
      case ALERTS -> List.of("experiment_key", "alert_id", "sequence");
      case REJECTED_EVENTS -> List.of("experiment_key", "reason", "as_of");
      case ENROLLMENTS -> List.of("experiment_key", "unit_id");
      case EXPOSURE_EVENTS, METRIC_EVENTS -> List.of("unit_id", "event_time");
      case CONFIG_CHANGES -> List.of("table_name", "row_key", "committed_at");
      case EXPERIMENT_VERSIONS -> List.of("experiment_key", "version");
      case METRIC_VERSIONS -> List.of("metric_key", "metric_version");
      case NOTES -> List.of("experiment_key", "note_id", "note_revision");
    };
  }

  private static Map<String, String> properties(org.apache.avro.Schema row) {
    Map<String, String> properties = new HashMap<>();
    properties.put("comment", row.getDoc());
    properties.put(TableProperties.FORMAT_VERSION, "2");
    properties.put(TableProperties.DEFAULT_FILE_FORMAT, "parquet");
    properties.put(TableProperties.PARQUET_COMPRESSION, "zstd");
    properties.put(TableProperties.WRITE_DISTRIBUTION_MODE, DistributionMode.NONE.modeName());
    properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
    properties.put(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "100");
    properties.put(TableProperties.COMMIT_NUM_RETRIES, "20");
    properties.put(TableProperties.COMMIT_MAX_RETRY_WAIT_MS, "10000");
    properties.put(TableProperties.COMMIT_TOTAL_RETRY_TIME_MS, "300000");
    if (row.getField("experiment_key") != null) {
      // Whole bounds: a file of one experiment is then known, and dropped, without reading it.
      properties.put(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + "experiment_key", "full");
    }
    return Map.copyOf(properties);
  }

  private static Schema icebergSchema(org.apache.avro.Schema row) {
    List<Types.NestedField> columns = new ArrayList<>();
    var ids =
        new Object() {
          int next = row.getFields().size() + 1;
        };
    for (org.apache.avro.Schema.Field field : row.getFields()) {
      boolean optional = field.schema().isNullable();
      org.apache.avro.Schema value = optional ? notNull(field.schema()) : field.schema();
      Type type =
          switch (value.getType()) {
            case MAP ->
                Types.MapType.ofRequired(
                    ids.next++, ids.next++, Types.StringType.get(), scalar(value.getValueType()));
            case ARRAY -> Types.ListType.ofRequired(ids.next++, struct(value, () -> ids.next++));
            default -> scalar(value);
          };
      columns.add(
          optional
              ? Types.NestedField.optional(field.pos() + 1, field.name(), type, field.doc())
              : Types.NestedField.required(field.pos() + 1, field.name(), type, field.doc()));
    }
    return new Schema(columns);
  }

  private static Types.StructType struct(org.apache.avro.Schema list, IntSupplier ids) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (org.apache.avro.Schema.Field field : list.getElementType().getFields()) {
      boolean optional = field.schema().isNullable();
      Type type = scalar(optional ? notNull(field.schema()) : field.schema());
      fields.add(
          optional
              ? Types.NestedField.optional(ids.getAsInt(), field.name(), type, field.doc())
              : Types.NestedField.required(ids.getAsInt(), field.name(), type, field.doc()));
    }
    return Types.StructType.of(fields);
  }

  private static org.apache.avro.Schema notNull(org.apache.avro.Schema union) {
    return union.getTypes().stream()
        .filter(type -> type.getType() != org.apache.avro.Schema.Type.NULL)
        .findFirst()
        .orElseThrow();
  }

  private static Type scalar(org.apache.avro.Schema schema) {
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMicros) {
      return Types.TimestampType.withZone();
    }
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      return Types.DecimalType.of(decimal.getPrecision(), decimal.getScale());
    }
    return switch (schema.getType()) {
      case STRING -> Types.StringType.get();
      case INT -> Types.IntegerType.get();
      case LONG -> Types.LongType.get();
      case DOUBLE -> Types.DoubleType.get();
      case BOOLEAN -> Types.BooleanType.get();
      case RECORD, ENUM, ARRAY, MAP, UNION, FIXED, BYTES, FLOAT, NULL ->
          throw new IllegalArgumentException("a type no table uses: " + schema);
    };
  }
}
