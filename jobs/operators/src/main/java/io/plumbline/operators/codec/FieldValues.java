package io.plumbline.operators.codec;

import io.plumbline.operators.codec.Field.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The fields of one record while it is being read; checked as they come, reused for the next. */
final class FieldValues {
  static final int TEXT_LIMIT = 1024;
  private static final int SHOWN = 60;
  private static final long EARLIEST = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
  private static final long LATEST = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

  private final boolean[] present = new boolean[EventShape.SLOTS];
  private final String[] texts = new String[EventShape.SLOTS];
  private final long[] times = new long[EventShape.SLOTS];
  private final double[] numbers = new double[EventShape.SLOTS];
  private final TreeMap<?, ?>[] maps = new TreeMap<?, ?>[EventShape.SLOTS];
  private final Interner interner = new Interner();

  static String allowed(Kind kind) {
    return switch (kind) {
      case TEXT -> "a text that is not empty";
      case TIME -> "an ISO-8601 instant with an offset, or epoch milliseconds";
      case NUMBER -> "a number, NaN, Infinity, or nothing";
      case MAP -> "texts by name";
    };
  }

  void clear() {
    for (int slot = 0; slot < present.length; slot++) {
      present[slot] = false;
      texts[slot] = null;
      maps[slot] = null;
    }
  }

  boolean has(int slot) {
    return present[slot];
  }

  String text(int slot) {
    return texts[slot];
  }

  long time(int slot) {
    return times[slot];
  }

  double number(int slot) {
    return numbers[slot];
  }

  /** Sorted by name, so that two readings of one record have one order. */
  @SuppressWarnings("unchecked")
  Map<String, String> map(int slot) {
    TreeMap<String, String> map = (TreeMap<String, String>) maps[slot];
    if (map == null) {
      return Map.of();
    }
    if (map.size() == 1) {
      return Map.of(map.firstKey(), map.firstEntry().getValue());
    }
    return Collections.unmodifiableMap(map);
  }

  /** A value in UTF-8; an empty one is none. */
  void put(Field field, byte[] bytes, int from, int to) throws MalformedException {
    if (from == to) {
      return;
    }
    switch (field.kind()) {
      case TEXT -> {
        checkLength(field.name(), to - from);
        putText(
            field,
            field.repeats()
                ? interner.text(bytes, from, to)
                : new String(bytes, from, to - from, StandardCharsets.UTF_8));
      }
      case TIME -> {
        long time = Timestamps.parse(bytes, from, to);
        if (time == Timestamps.INVALID) {
          throw MalformedException.of(field.name(), shown(bytes, from, to), allowed(Kind.TIME));
        }
        putTime(field, time);
      }
      case NUMBER -> {
        try {
          putNumber(field, Numbers.parse(bytes, from, to));
        } catch (NumberFormatException e) {
          throw MalformedException.of(field.name(), shown(bytes, from, to), allowed(Kind.NUMBER));
        }
      }
      case MAP -> throw MalformedException.of(field.name(), "a text", allowed(Kind.MAP));
    }
  }

  /** An empty value is none. */
  void put(Field field, String value) throws MalformedException {
    if (field.kind() != Kind.TEXT) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      put(field, bytes, 0, bytes.length);
    } else if (!value.isEmpty()) {
      checkText(field.name(), value);
      putText(field, field.repeats() ? interner.text(value) : value);
    }
  }

  void putTime(Field field, long epochMillis) throws MalformedException {
    if (epochMillis < EARLIEST || epochMillis >= LATEST) {
      throw MalformedException.of(
          field.name(),
          Instant.ofEpochMilli(epochMillis).toString(),
          "from 2000-01-01T00:00:00Z to before 2100-01-01T00:00:00Z");
    }
    times[field.slot()] = epochMillis;
    present[field.slot()] = true;
  }

  void putNumber(Field field, double value) {
    numbers[field.slot()] = value;
    present[field.slot()] = true;
  }

  /** A shared instance of a name that comes again and again. */
  String name(byte[] bytes, int from, int to) {
    return interner.text(bytes, from, to);
  }

  /** A shared instance of a name that comes again and again. */
  String name(String name) {
    return interner.text(name);
  }

  /** An entry of a map; an empty value is none. */
  @SuppressWarnings("unchecked")
  void putEntry(Field field, String name, String value) throws MalformedException {
    if (value.isEmpty()) {
      return;
    }
    checkText("a name in " + field.name(), name);
    if (value.length() > TEXT_LIMIT / 3) {
      checkText(field.name() + "." + name, value);
    } else if (isBroken(value)) {
      throw broken(field.name() + "." + name);
    }
    TreeMap<String, String> map = (TreeMap<String, String>) maps[field.slot()];
    if (map == null) {
      map = new TreeMap<>();
      maps[field.slot()] = map;
      present[field.slot()] = true;
    }
    map.put(name, value);
  }

  private void putText(Field field, String value) {
    texts[field.slot()] = value;
    present[field.slot()] = true;
  }

  private static void checkText(String name, String value) throws MalformedException {
    if (value.length() > TEXT_LIMIT / 3) {
      checkLength(name, value.getBytes(StandardCharsets.UTF_8).length);
    }
    if (isBroken(value)) {
      throw broken(name);
    }
  }

  private static void checkLength(String name, int bytes) throws MalformedException {
    if (bytes > TEXT_LIMIT) {
      throw MalformedException.of(
          name, "a text of " + bytes + " bytes", "at most " + TEXT_LIMIT + " bytes");
    }
  }

  /** Half a surrogate pair has no UTF-8: two different texts would become one. */
  private static boolean isBroken(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == value.length()
            || !Character.isLowSurrogate(value.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private static MalformedException broken(String name) {
    return MalformedException.of(name, "a text with half a surrogate pair", "Unicode text");
  }

  private static String shown(byte[] bytes, int from, int to) {
    return shown(new String(bytes, from, Math.min(to - from, 4 * SHOWN), StandardCharsets.UTF_8));
  }

  static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
