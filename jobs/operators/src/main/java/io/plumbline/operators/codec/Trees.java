package io.plumbline.operators.codec;

import io.plumbline.operators.codec.Field.Kind;
import java.util.List;
import java.util.Map;

/**
 * What a message is while it is mapped, whatever its format: maps of names, lists, texts, booleans,
 * numbers, times. Missing and null are the same.
 */
final class Trees {

  /**
   * A number as it was written: an id that came as a number keeps its digits.
   *
   * @param whole without a fraction or an exponent
   * @param finite neither NaN nor an infinity
   */
  record NumberText(String text, boolean whole, boolean finite) {}

  /** A time of a format that has times; milliseconds since the epoch. */
  record EpochMillis(long millis) {}

  /** Something that no field can be. */
  record Opaque(String description) {}

  private Trees() {}

  /** A scalar as a text; null for none, and for what has no text. */
  static String text(Object value) {
    if (value instanceof NumberText number) {
      return number.finite() ? number.text() : null;
    }
    if (value instanceof EpochMillis time) {
      return Long.toString(time.millis());
    }
    return value instanceof String || value instanceof Boolean ? value.toString() : null;
  }

  /** Missing, null, or an empty text. */
  static boolean isNone(Object value) {
    return value == null || "".equals(value);
  }

  static void put(FieldValues values, Field field, Object value) throws MalformedException {
    Kind kind = field.kind();
    if (value instanceof String text) {
      values.put(field, text);
    } else if (value instanceof NumberText number && isAllowed(kind, number)
        || value instanceof Boolean && kind == Kind.TEXT) {
      values.put(field, value instanceof NumberText number ? number.text() : value.toString());
    } else if (value instanceof EpochMillis time && kind == Kind.TIME) {
      values.putTime(field, time.millis());
    } else if (value instanceof EpochMillis time && kind == Kind.TEXT) {
      values.put(field, Long.toString(time.millis()));
    } else if (value != null) {
      throw MalformedException.of(field.name(), describe(value), FieldValues.allowed(kind));
    }
  }

  private static boolean isAllowed(Kind kind, NumberText number) {
    return switch (kind) {
      case TEXT -> number.finite();
      case TIME -> number.whole();
      case NUMBER -> true;
      case MAP -> false;
    };
  }

  static String describe(Object value) {
    if (value instanceof Map<?, ?>) {
      return "an object";
    }
    if (value instanceof List<?>) {
      return "a list";
    }
    if (value instanceof String) {
      return "a text";
    }
    if (value instanceof NumberText) {
      return "a number";
    }
    if (value instanceof Boolean) {
      return "a boolean";
    }
    if (value instanceof EpochMillis) {
      return "a time";
    }
    return value instanceof Opaque opaque ? opaque.description() : "null";
  }
}
