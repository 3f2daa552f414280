package io.plumbline.operators.codec.cdc;

import io.plumbline.operators.codec.MalformedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Kafka Connect's JSON converter writes with schemas, as what it stands for: {@code {"schema":
 * …, "payload": …}}. Decimals come as the bytes of a whole number, in base64.
 *
 * <p>Without a schema a decimal cannot be told from a text, and stays one; but for those of
 * variable scale, which say themselves what they are.
 */
final class ConnectValues {
  static final String DECIMAL = "org.apache.kafka.connect.data.Decimal";

  private static final int LARGEST_SCALE = 20_000;

  private ConnectValues() {}

  /** The payload if the tree has a schema, else the tree. */
  static Object payload(Object tree) throws MalformedException {
    if (tree instanceof Map<?, ?> map
        && map.size() == 2
        && map.containsKey("payload")
        && map.containsKey("schema")
        && isSchema(map.get("schema"))) {
      return map.get("schema") instanceof Map<?, ?> schema
          ? value(map.get("payload"), schema)
          : map.get("payload");
    }
    return tree;
  }

  private static boolean isSchema(Object schema) {
    return schema == null || schema instanceof Map<?, ?> map && map.get("type") instanceof String;
  }

  private static Object value(Object value, Map<?, ?> schema) throws MalformedException {
    if (value == null) {
      return null;
    }
    if (DECIMAL.equals(schema.get("name")) && value instanceof String base64) {
      return decimal(base64, scale(schema.get("parameters")));
    }
    Object type = schema.get("type");
    if (value instanceof Map<?, ?> map && "struct".equals(type)) {
      return struct(map, schema);
    }
    if (value instanceof Map<?, ?> map && schema.get("values") instanceof Map<?, ?> values) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        entries.put(entry.getKey(), value(entry.getValue(), values));
      }
      return entries;
    }
    if (value instanceof List<?> list && schema.get("items") instanceof Map<?, ?> items) {
      List<Object> converted = new ArrayList<>();
      for (Object item : list) {
        converted.add(value(item, items));
      }
      return converted;
    }
    if ("double".equals(type) || "float".equals(type)) {
      return fraction(value);
    }
    return value;
  }

  private static Map<Object, Object> struct(Map<?, ?> value, Map<?, ?> schema)
      throws MalformedException {
    Map<Object, Object> fields = new LinkedHashMap<>(value);
    if (schema.get("fields") instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Map<?, ?> field && value.get(field.get("field")) != null) {
          fields.put(field.get("field"), value(value.get(field.get("field")), field));
        }
      }
    }
    return fields;
  }

  /** NaN and the infinities come as texts. */
  private static Object fraction(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text && List.of("NaN", "Infinity", "-Infinity").contains(text)) {
      return Double.valueOf(text);
    }
    return value;
  }

  private static int scale(Object parameters) throws MalformedException {
    if (parameters instanceof Map<?, ?> map && map.get("scale") instanceof String scale) {
      try {
        return requireScale(Long.parseLong(scale));
      } catch (NumberFormatException e) {
        throw MalformedException.of("a decimal's scale", scale, "a whole number");
      }
    }
    throw MalformedException.of("a decimal's scale", "missing", "a whole number, as text");
  }

  private static int requireScale(long scale) throws MalformedException {
    if (Math.abs(scale) > LARGEST_SCALE) {
      throw MalformedException.of(
          "a decimal's scale", Long.toString(scale), "-" + LARGEST_SCALE + " to " + LARGEST_SCALE);
    }
    return (int) scale;
  }

  private static BigDecimal decimal(String base64, long scale) throws MalformedException {
    try {
      return decimal(Base64.getDecoder().decode(base64), scale);
    } catch (IllegalArgumentException e) {
      throw MalformedException.of("a decimal", "no base64", "the base64 of a whole number's bytes");
    }
  }

  /**
   * @param bytes the number without its point, the highest byte first
   */
  static BigDecimal decimal(byte[] bytes, long scale) throws MalformedException {
    if (bytes.length == 0) {
      throw MalformedException.of("a decimal", "empty", "the bytes of a whole number");
    }
    return new BigDecimal(new BigInteger(bytes), requireScale(scale));
  }

  /** A decimal that brings its scale, if it is one; else the value. */
  static Object variableScale(Object value) throws MalformedException {
    return value instanceof Map<?, ?> map
            && map.size() == 2
            && map.get("scale") instanceof Long scale
            && map.get("value") instanceof String base64
        ? decimal(base64, scale)
        : value;
  }
}
