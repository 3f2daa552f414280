package io.plumbline.operators.codec;

import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;

/**
 * A table's columns as Flink types.
 *
 * <p>string is STRING, int INT, long BIGINT, double DOUBLE, boolean BOOLEAN, timestamp-micros
 * TIMESTAMP_LTZ(6), decimal DECIMAL, a map MAP with STRING keys, an array ARRAY, a record in it
 * ROW; a union with null is nullable. Anything else is an error: the tables use nothing else.
 */
public final class RowTypes {
  private static final Map<Table, RowType> TYPES = new EnumMap<>(Table.class);

  static {
    for (Table table : Table.values()) {
      TYPES.put(table, convert(table.schema()));
    }
  }

  private RowTypes() {}

  public static RowType of(Table table) {
    return TYPES.get(table);
  }

  /** What a stream of this table's rows is declared with. */
  public static InternalTypeInfo<RowData> typeInfo(Table table) {
    return InternalTypeInfo.of(of(table));
  }

  /**
   * @throws IllegalArgumentException for a type that no table uses; the message names the field
   */
  static RowType convert(Schema row) {
    List<RowType.RowField> fields = new ArrayList<>();
    for (Schema.Field field : row.getFields()) {
      fields.add(
          new RowType.RowField(field.name(), type(field.name(), field.schema()), field.doc()));
    }
    return new RowType(false, fields);
  }

  private static LogicalType type(String field, Schema schema) {
    if (schema.isUnion()) {
      List<Schema> branches =
          schema.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).toList();
      if (branches.size() != 1 || schema.getTypes().size() != 2) {
        throw unsupported(field, schema);
      }
      return type(field, branches.get(0)).copy(true);
    }
    return switch (schema.getType()) {
      case STRING -> new VarCharType(false, VarCharType.MAX_LENGTH);
      case INT -> new IntType(false);
      case LONG -> longType(field, schema);
      case DOUBLE -> new DoubleType(false);
      case BOOLEAN -> new BooleanType(false);
      case BYTES -> decimalType(field, schema);
      case MAP ->
          new MapType(
              false,
              new VarCharType(false, VarCharType.MAX_LENGTH),
              type(field, schema.getValueType()));
      case ARRAY -> new ArrayType(false, type(field, schema.getElementType()));
      case RECORD -> convert(schema);
      case ENUM, UNION, FIXED, FLOAT, NULL -> throw unsupported(field, schema);
    };
  }

  private static LogicalType longType(String field, Schema schema) {
    if (schema.getLogicalType() == null) {
      return new BigIntType(false);
    }
    if (schema.getLogicalType() instanceof LogicalTypes.TimestampMicros) {
      return new LocalZonedTimestampType(false, 6);
    }
    throw unsupported(field, schema);
  }

  private static LogicalType decimalType(String field, Schema schema) {
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      return new DecimalType(false, decimal.getPrecision(), decimal.getScale());
    }
    throw unsupported(field, schema);
  }

  private static IllegalArgumentException unsupported(String field, Schema schema) {
    return new IllegalArgumentException("field " + field + " has a type no table uses: " + schema);
  }
}
