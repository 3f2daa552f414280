package io.plumbline.operators.codec;

import io.plumbline.operators.codec.Field.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a source writes a time; finer digits than milliseconds are cut. */
public enum TimeUnit {
  /** ISO-8601 with an offset, or a number of milliseconds: as our own fields. */
  ANY(null, 0, ""),
  S("s", 3, "a number of seconds since 1970"),
  MS("ms", 0, "a number of milliseconds since 1970"),
  US("us", -3, "a number of microseconds since 1970"),
  NS("ns", -6, "a number of nanoseconds since 1970"),
  ISO("iso", 0, "an ISO-8601 instant with an offset");

  static final Map<String, TimeUnit> BY_NAME = new LinkedHashMap<>();

  static {
    for (TimeUnit unit : values()) {
      if (unit.key != null) {
        BY_NAME.put(unit.key, unit);
      }
    }
  }

  private static final int MOST_DIGITS = 30;

  private final String key;
  private final int shift;
  private final String allowed;

  TimeUnit(String key, int shift, String allowed) {
    this.key = key;
    this.shift = shift;
    this.allowed = allowed;
  }

  /** Puts a time of a field of this unit; a format's own times have no unit. */
  void put(FieldValues values, Field field, Object value) throws MalformedException {
    if (this == ANY || field.kind() != Kind.TIME || value instanceof Trees.EpochMillis) {
      Trees.put(values, field, value);
      return;
    }
    String text =
        value instanceof String || value instanceof Trees.NumberText ? Trees.text(value) : null;
    if (text == null) {
      throw MalformedException.of(field.name(), Trees.describe(value), allowed);
    }
    if (this == ISO) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      long millis = isNumber(text) ? Timestamps.INVALID : Timestamps.parse(bytes, 0, bytes.length);
      if (millis == Timestamps.INVALID) {
        throw MalformedException.of(field.name(), FieldValues.shown(text), allowed);
      }
      values.putTime(field, millis);
    } else {
      values.putTime(field, scaled(field, text));
    }
  }

  private long scaled(Field field, String text) throws MalformedException {
    try {
      BigDecimal number = new BigDecimal(text);
      if (number.precision() <= MOST_DIGITS && Math.abs(number.scale()) <= MOST_DIGITS) {
        return number
            .movePointRight(shift)
            .setScale(0, RoundingMode.FLOOR)
            .toBigInteger()
            .longValueExact();
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Reported below, like a number of too many digits.
    }
    throw MalformedException.of(field.name(), FieldValues.shown(text), allowed);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
  }
}
