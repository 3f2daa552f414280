package io.plumbline.core.configuration;

import io.plumbline.core.experiment.Problem;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of one row, whatever form the connector has given them. What cannot be read is a
 * problem, and is read as what holds where nothing is said.
 */
final class RowReader {
  private static final Pattern INTERVAL =
      Pattern.compile(
          "P(?:0Y)?(?:0M)?(?:(-?\\d+)D)?"
              + "(?:T(?:(-?\\d+)H)?(?:(-?\\d+)M)?(?:(-?\\d+(?:\\.\\d+)?)S)?)?");
  private static final long MICROS_PER_MS = 1000;

  private final Map<String, Object> row;
  private final String subject;
  private final String within;
  private final List<Problem> problems;

  /**
   * @param subject whose it is in problems, as {@code experiment gate}
   * @param within goes before the names of fields, as {@code variants.}
   */
  RowReader(Map<String, Object> row, String subject, String within, List<Problem> problems) {
    this.row = row;
    this.subject = subject;
    this.within = within;
    this.problems = problems;
  }

  boolean has(String column) {
    Object value = row.get(column);
    return value != null && value != RowChange.UNAVAILABLE;
  }

  String text(String column, String otherwise) {
    return has(column) ? row.get(column).toString() : otherwise;
  }

  boolean flag(String column, boolean otherwise) {
    if (!has(column)) {
      return otherwise;
    }
    return switch (text(column, "").toLowerCase(Locale.ROOT)) {
      case "true", "t" -> true;
      case "false", "f" -> false;
      default -> wrong(column, "true or false", otherwise);
    };
  }

  Double number(String column, Double otherwise) {
    BigDecimal number = decimal(column, row.get(column));
    return number == null ? otherwise : Double.valueOf(number.doubleValue());
  }

  long integer(String column, long otherwise) {
    BigDecimal number = decimal(column, row.get(column));
    try {
      return number == null ? otherwise : number.longValueExact();
    } catch (ArithmeticException e) {
      return wrong(column, "a whole number", otherwise);
    }
  }

  /** Milliseconds since the epoch; null: there is none. */
  Long instant(String column) {
    if (!has(column)) {
      return null;
    }
    String text = text(column, "");
    try {
      Instant instant =
          text.endsWith("Z") ? Instant.parse(text) : OffsetDateTime.parse(text).toInstant();
      return instant.toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return wrong(column, "an instant like 2024-01-31T00:00:00Z", null);
    }
  }

  /** Milliseconds, of microseconds or of a text as P7D. */
  Long duration(String column) {
    if (!has(column)) {
      return null;
    }
    Object value = row.get(column);
    if (value instanceof Number micros) {
      return micros.longValue() / MICROS_PER_MS;
    }
    Matcher parts = INTERVAL.matcher(value.toString());
    if (!parts.matches() || value.toString().endsWith("T") || value.equals("P")) {
      return wrong(column, "days and less, P7D, say: a month has no length", null);
    }
    return part(parts.group(1), 86_400_000)
        + part(parts.group(2), 3_600_000)
        + part(parts.group(3), 60_000)
        + part(parts.group(4), 1000);
  }

  private static long part(String number, long ms) {
    return number == null ? 0 : new BigDecimal(number).multiply(BigDecimal.valueOf(ms)).longValue();
  }

  /** One of an enum's values, by its name in small letters; null if it is none of them. */
  <E extends Enum<E>> E choice(String column, Class<E> type, E otherwise) {
    if (!has(column)) {
      return otherwise;
    }
    Map<String, E> choices = new LinkedHashMap<>();
    for (E value : type.getEnumConstants()) {
      choices.put(value.name().toLowerCase(Locale.ROOT), value);
    }
    E choice = choices.get(text(column, ""));
    return choice == null ? wrong(column, String.join(", ", choices.keySet()), null) : choice;
  }

  List<String> texts(String column) {
    List<String> texts = new ArrayList<>();
    Object value = json(column);
    if (value instanceof List<?> list) {
      list.forEach(item -> texts.add(item == null ? null : item.toString()));
      if (texts.contains(null)) {
        return wrong(column, "a list without nulls", List.of());
      }
    } else if (value != null) {
      return wrong(column, "a list", List.of());
    }
    return List.copyOf(texts);
  }

  Map<String, String> textMap(String column) {
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<?, ?> entry : object(column).entrySet()) {
      if (entry.getValue() == null) {
        return wrong(column + "." + entry.getKey(), "a text", Map.of());
      }
      texts.put(entry.getKey().toString(), entry.getValue().toString());
    }
    return Map.copyOf(texts);
  }

  Map<String, BigDecimal> numberMap(String column) {
    Map<String, BigDecimal> numbers = new TreeMap<>();
    for (Map.Entry<?, ?> entry : object(column).entrySet()) {
      String key = entry.getKey().toString();
      BigDecimal number = decimal(column + "." + key, entry.getValue());
      if (number == null) {
        return entry.getValue() == null
            ? wrong(column + "." + key, "a number", Map.of())
            : Map.of();
      }
      numbers.put(key, number);
    }
    return Map.copyOf(numbers);
  }

  private Map<?, ?> object(String column) {
    Object value = json(column);
    if (value == null) {
      return Map.of();
    }
    return value instanceof Map<?, ?> map ? map : wrong(column, "an object", Map.of());
  }

  private Object json(String column) {
    if (!has(column)) {
      return null;
    }
    Object value = row.get(column);
    if (!(value instanceof String text)) {
      return value;
    }
    try {
      return JsonText.parse(text);
    } catch (IllegalArgumentException e) {
      return wrong(column, "JSON", null);
    }
  }

  private BigDecimal decimal(String field, Object value) {
    if (value == null || value == RowChange.UNAVAILABLE) {
      return null;
    }
    try {
      return new BigDecimal(value.toString());
    } catch (NumberFormatException e) {
      problem(field, value, "a number");
      return null;
    }
  }

  private <T> T wrong(String field, String allowed, T otherwise) {
    problem(field, row.getOrDefault(field, "missing"), allowed);
    return otherwise;
  }

  void problem(String field, Object found, String allowed) {
    problems.add(Problem.error(subject, within + field, found, allowed));
  }
}
