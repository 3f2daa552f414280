package io.plumbline.operators.codec;

import io.plumbline.schemas.Table;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Makes one row of a table from Java values by column name.
 *
 * <p>STRING takes a String, INT an Integer, BIGINT a Long or an Integer, DOUBLE a Double, BOOLEAN a
 * Boolean, DECIMAL a BigDecimal that fits without rounding, MAP a Map with String keys (written in
 * the order of its keys, so that equal maps are equal bytes), ARRAY of ROW a List of Lists of such
 * values; a timestamp is epoch milliseconds through {@link #putTime}. A nullable column that is not
 * put is null. Every mistake (unknown column, wrong type, null or nothing in a NOT NULL column) is
 * an {@link IllegalStateException} that names table and column.
 */
public final class RowBuilder {
  private static final Map<Table, Layout> LAYOUTS = new EnumMap<>(Table.class);

  static {
    for (Table table : Table.values()) {
      LAYOUTS.put(table, Layout.of(table));
    }
  }

  private record Layout(
      Table table, Map<String, Integer> positions, LogicalType[] types, String[] names) {
    static Layout of(Table table) {
      RowType rowType = RowTypes.of(table);
      Map<String, Integer> positions = new HashMap<>();
      for (String name : rowType.getFieldNames()) {
        positions.put(name, positions.size());
      }
      return new Layout(
          table,
          positions,
          rowType.getChildren().toArray(LogicalType[]::new),
          rowType.getFieldNames().toArray(String[]::new));
    }
  }

  private final Layout layout;
  private final GenericRowData row;

  private RowBuilder(Layout layout) {
    this.layout = layout;
    this.row = new GenericRowData(layout.names().length);
  }

  public static RowBuilder of(Table table) {
    return new RowBuilder(LAYOUTS.get(table));
  }

  public RowBuilder put(String column, Object value) {
    int position = position(column);
    row.setField(position, value == null ? null : convert(position, value));
    return this;
  }

  /**
   * @param epochMillis UTC, or null
   */
  public RowBuilder putTime(String column, Long epochMillis) {
    int position = position(column);
    if (!isTimestamp(layout.types()[position])) {
      throw wrong(position, "is no timestamp but " + layout.types()[position].asSummaryString());
    }
    row.setField(position, epochMillis == null ? null : TimestampData.fromEpochMillis(epochMillis));
    return this;
  }

  /** The row; the builder is not used afterwards. */
  public RowData build() {
    for (int i = 0; i < layout.types().length; i++) {
      if (row.getField(i) == null && !layout.types()[i].isNullable()) {
        throw wrong(i, "is NOT NULL and has no value");
      }
    }
    return row;
  }

  private int position(String column) {
    Integer position = layout.positions().get(column);
    if (position == null) {
      throw new IllegalStateException(
          "table %s has no column %s".formatted(layout.table().tableName(), column));
    }
    return position;
  }

  private Object convert(int position, Object value) {
    LogicalType type = layout.types()[position];
    return switch (type.getTypeRoot()) {
      case VARCHAR, INTEGER, BIGINT, DOUBLE, BOOLEAN -> scalar(position, type, value);
      case DECIMAL -> decimal(position, (DecimalType) type, value);
      case MAP -> map(position, ((MapType) type).getValueType(), value);
      case ARRAY -> array(position, ((ArrayType) type).getElementType(), value);
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
          throw wrong(position, "is a timestamp: put epoch milliseconds through putTime");
      default -> throw wrong(position, "has a type no table uses: " + type);
    };
  }

  private Object scalar(int position, LogicalType type, Object value) {
    switch (type.getTypeRoot()) {
      case VARCHAR -> {
        if (value instanceof String text) {
          return StringData.fromString(text);
        }
      }
      case INTEGER -> {
        if (value instanceof Integer) {
          return value;
        }
      }
      case BIGINT -> {
        if (value instanceof Long) {
          return value;
        }
        if (value instanceof Integer number) {
          return number.longValue();
        }
      }
      case DOUBLE -> {
        if (value instanceof Double) {
          return value;
        }
      }
      case BOOLEAN -> {
        if (value instanceof Boolean) {
          return value;
        }
      }
      default -> {
        // Falls out: the type is none that a value or a map's value may have.
      }
    }
    throw wrong(
        position, "takes " + type.asSummaryString() + ", not " + value.getClass().getSimpleName());
  }

  private Object decimal(int position, DecimalType type, Object value) {
    if (!(value instanceof BigDecimal number)) {
      throw wrong(position, "takes a BigDecimal, not " + value.getClass().getSimpleName());
    }
    // Flink would round: a sum that loses a digit here is a wrong sum.
    BigDecimal exact = number.stripTrailingZeros();
    DecimalData data =
        exact.scale() > type.getScale()
            ? null
            : DecimalData.fromBigDecimal(number, type.getPrecision(), type.getScale());
    if (data == null) {
      throw wrong(position, "does not hold " + number + " exactly: " + type.asSummaryString());
    }
    return data;
  }

  private Object map(int position, LogicalType valueType, Object value) {
    if (!(value instanceof Map<?, ?> entries)) {
      throw wrong(position, "takes a Map, not " + value.getClass().getSimpleName());
    }
    Map<String, Object> sorted = new TreeMap<>();
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      if (!(entry.getKey() instanceof String key) || entry.getValue() == null) {
        throw wrong(position, "takes a Map of String keys and values that are not null");
      }
      sorted.put(key, scalar(position, valueType, entry.getValue()));
    }
    Map<StringData, Object> data = new LinkedHashMap<>();
    sorted.forEach((key, converted) -> data.put(StringData.fromString(key), converted));
    return new GenericMapData(data);
  }

  private Object array(int position, LogicalType elementType, Object value) {
    if (!(value instanceof List<?> elements)) {
      throw wrong(position, "takes a List, not " + value.getClass().getSimpleName());
    }
    List<LogicalType> types = elementType.getChildren();
    Object[] rows = new Object[elements.size()];
    for (int i = 0; i < rows.length; i++) {
      if (!(elements.get(i) instanceof List<?> fields) || fields.size() != types.size()) {
        throw wrong(position, "takes a List of Lists of " + types.size() + " values");
      }
      GenericRowData struct = new GenericRowData(types.size());
      for (int j = 0; j < types.size(); j++) {
        Object field = fields.get(j);
        struct.setField(j, field == null ? null : scalar(position, types.get(j), field));
      }
      rows[i] = struct;
    }
    return new GenericArrayData(rows);
  }

  private static boolean isTimestamp(LogicalType type) {
    return switch (type.getTypeRoot()) {
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> true;
      default -> false;
    };
  }

  private IllegalStateException wrong(int position, String what) {
    return new IllegalStateException(
        "column %s.%s %s".formatted(layout.table().tableName(), layout.names()[position], what));
  }
}
