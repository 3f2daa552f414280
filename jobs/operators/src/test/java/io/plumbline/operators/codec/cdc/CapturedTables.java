package io.plumbline.operators.codec.cdc;

import io.plumbline.core.configuration.RowChange;
import io.plumbline.core.configuration.SourceTransaction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The tables that the captured transactions leave, whatever form their values came in. */
final class CapturedTables {
  private static final String INFINITE = "infinite";

  /** By table, then by key, as it is written. */
  private final Map<String, Map<String, Map<String, Object>>> tables = new TreeMap<>();

  private final String mode;

  /**
   * @param mode of the capture, the first word of its name
   */
  CapturedTables(String mode) {
    this.mode = mode;
  }

  void apply(SourceTransaction transaction) {
    for (RowChange change : transaction.changes()) {
      Map<String, Map<String, Object>> table =
          tables.computeIfAbsent(change.tableName(), unknown -> new TreeMap<>());
      switch (change.operation()) {
        case TRUNCATE -> table.clear();
        case DELETE -> table.remove(change.key().values().toString());
        case READ, CREATE, UPDATE -> {
          Map<String, Object> row = new HashMap<>(change.after());
          Map<String, Object> known = table.get(change.key().values().toString());
          row.replaceAll(
              (column, value) -> value == RowChange.UNAVAILABLE ? known.get(column) : value);
          table.put(change.key().values().toString(), row);
        }
      }
    }
  }

  /** The rows of a table by their keys, each column as one text in all modes. */
  Map<String, Map<String, String>> rows(String table) {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    tables
        .getOrDefault(table, Map.of())
        .forEach(
            (key, row) -> {
              Map<String, String> texts = new TreeMap<>();
              row.forEach(
                  (column, value) ->
                      texts.put(
                          column.equals("is_enabled") ? "enabled" : column, text(column, value)));
              rows.put(key, texts);
            });
    return rows;
  }

  private String text(String column, Object value) {
    if (value == null) {
      return "null";
    }
    return switch (column) {
      case "weight" -> decimal(value, 6);
      case "alpha" -> decimal(value, 4);
      case "power" -> decimal(value, 0);
      case "starts_on" -> date(value);
      case "daily_at" ->
          value instanceof Long micros
              ? LocalTime.ofNanoOfDay(micros * 1_000).toString()
              : value.toString().replace("Z", "");
      case "created_at" ->
          value instanceof Long number && !mode.equals("avro")
              ? Instant.ofEpochMilli(number).toString()
              : micros(value);
      case "updated_at" -> micros(value);
      default -> value.toString();
    };
  }

  /** Without a schema a decimal of fixed scale is the base64 of its digits. */
  private String decimal(Object value, int scale) {
    BigDecimal decimal;
    if (value instanceof BigDecimal known) {
      decimal = known;
    } else if (mode.equals("plain")) {
      decimal = new BigDecimal(new BigInteger(Base64.getDecoder().decode(value.toString())), scale);
    } else {
      decimal = new BigDecimal(value.toString());
    }
    return decimal.stripTrailingZeros().toPlainString();
  }

  /** The connector has two infinities of dates, and neither can be told from a date. */
  private static String date(Object value) {
    if (value instanceof Long days) {
      return days < 0 ? INFINITE : LocalDate.ofEpochDay(days).toString();
    }
    return value.toString().startsWith("+") ? INFINITE : value.toString().replace("Z", "");
  }

  private static String micros(Object value) {
    return (value instanceof Long micros
            ? Instant.EPOCH.plus(micros, ChronoUnit.MICROS)
            : Instant.parse(value.toString()))
        .toString();
  }
}
