package io.plumbline.local.sql;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberOutput;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.MultisetType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.Row;

/** A value of a result as JSON and as plain text. */
final class Values {
  private Values() {}

  /**
   * A number, boolean or string; arrays, rows and maps as such, a map's keys sorted; NaN and the
   * infinities as strings; timestamps in ISO 8601, those with a time zone in UTC; bytes in base 64.
   */
  static void writeJson(JsonGenerator json, Object value, LogicalType type) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Float number) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (value instanceof BigInteger number) {
      json.writeNumber(number);
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else if (value instanceof Row row) {
      writeRow(json, row, type);
    } else if (value instanceof Map<?, ?> map) {
      writeMap(json, map, type);
    } else if (value instanceof List<?> list) {
      writeArray(json, list.toArray(), type);
    } else if (value.getClass().isArray() && !(value instanceof byte[])) {
      writeArray(json, value, type);
    } else {
      json.writeString(text(value, type));
    }
  }

  /** As {@link #writeJson} but without quotes around what is no collection. */
  static String text(Object value, LogicalType type) {
    if (value instanceof Double number) {
      return NumberOutput.toString(number, true);
    }
    if (value instanceof Float number) {
      return NumberOutput.toString(number, true);
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof LocalDateTime time) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
    }
    if (value instanceof Row
        || value instanceof Map<?, ?>
        || value instanceof List<?>
        || value.getClass().isArray()) {
      StringWriter out = new StringWriter();
      try (JsonGenerator json = ResultWriter.jsonFactory().createGenerator(out)) {
        writeJson(json, value, type);
      } catch (IOException e) {
        throw new IllegalStateException("a string takes whatever is written to it", e);
      }
      return out.toString();
    }
    return value.toString();
  }

  private static void writeRow(JsonGenerator json, Row row, LogicalType type) throws IOException {
    List<RowType.RowField> fields = type instanceof RowType rowType ? rowType.getFields() : null;
    json.writeStartObject();
    for (int i = 0; i < row.getArity(); i++) {
      json.writeFieldName(fields == null ? "f" + i : fields.get(i).getName());
      writeJson(json, row.getField(i), fields == null ? null : fields.get(i).getType());
    }
    json.writeEndObject();
  }

  private static void writeMap(JsonGenerator json, Map<?, ?> map, LogicalType type)
      throws IOException {
    LogicalType keyType = null;
    LogicalType valueType = null;
    if (type instanceof MapType mapType) {
      keyType = mapType.getKeyType();
      valueType = mapType.getValueType();
    } else if (type instanceof MultisetType multisetType) {
      keyType = multisetType.getElementType();
    }
    Map<String, Object> sorted = new TreeMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      sorted.put(entry.getKey() == null ? "null" : text(entry.getKey(), keyType), entry.getValue());
    }
    json.writeStartObject();
    for (Map.Entry<String, Object> entry : sorted.entrySet()) {
      json.writeFieldName(entry.getKey());
      writeJson(json, entry.getValue(), valueType);
    }
    json.writeEndObject();
  }

  private static void writeArray(JsonGenerator json, Object array, LogicalType type)
      throws IOException {
    LogicalType elementType =
        type instanceof ArrayType arrayType ? arrayType.getElementType() : null;
    json.writeStartArray();
    for (int i = 0; i < Array.getLength(array); i++) {
      writeJson(json, Array.get(array, i), elementType);
    }
    json.writeEndArray();
  }
}
