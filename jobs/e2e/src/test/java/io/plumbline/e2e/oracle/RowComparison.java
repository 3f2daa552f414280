package io.plumbline.e2e.oracle;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Compares the rows of a table with those that were expected, paired by the table's grain.
 *
 * <p>Integers, decimals, strings, times, maps and booleans must be equal; doubles within 1e-9 of
 * max(1, |expected|), but those of variant_metrics, which are rounded once from exact sums, to the
 * last bit; lists element by element. Columns, and fields of elements, that the expected rows do
 * not have are not looked at.
 */
public final class RowComparison {

  private static final double TOLERANCE = 1e-9;
  private static final int MOST_LINES = 50;
  private static final String EXACT_SUMS = "exact_sums";

  private RowComparison() {}

  /**
   * What differs.
   *
   * @param missing expected rows that are not there
   * @param extra rows that nobody expected
   * @param different paired rows with at least one other value
   * @param lines the first differences, one a line
   */
  public record Report(
      String table,
      int expectedRows,
      int actualRows,
      int missing,
      int extra,
      int different,
      List<String> lines) {

    public boolean isEmpty() {
      return missing == 0 && extra == 0 && different == 0;
    }

    @Override
    public String toString() {
      String counts =
          table
              + ": "
              + expectedRows
              + " rows expected, "
              + actualRows
              + " found; "
              + missing
              + " missing, "
              + extra
              + " extra, "
              + different
              + " different";
      return isEmpty() ? counts : counts + "\n  " + String.join("\n  ", lines);
    }
  }

  /**
   * @param ignoredColumns columns that are not compared
   */
  public static Report compare(
      String table,
      List<? extends Map<String, Object>> expected,
      List<? extends Map<String, Object>> actual,
      Set<String> ignoredColumns) {
    List<String> grain = Tables.grainOf(table, expected);
    Map<String, List<Map<String, Object>>> expectedByKey = byKey(grain, expected);
    Map<String, List<Map<String, Object>>> actualByKey = byKey(grain, actual);
    int missing = 0;
    int extra = 0;
    int different = 0;
    List<String> lines = new ArrayList<>();
    TreeMap<String, Boolean> keys = new TreeMap<>();
    expectedByKey.keySet().forEach(key -> keys.put(key, true));
    actualByKey.keySet().forEach(key -> keys.put(key, true));
    for (String key : keys.keySet()) {
      List<Map<String, Object>> wanted = expectedByKey.getOrDefault(key, List.of());
      List<Map<String, Object>> found = actualByKey.getOrDefault(key, List.of());
      int pairs = Math.min(wanted.size(), found.size());
      for (int i = 0; i < pairs; i++) {
        String difference = difference(table, wanted.get(i), found.get(i), ignoredColumns);
        if (!difference.isEmpty()) {
          different++;
          note(lines, "differs " + key + ": " + difference);
        }
      }
      missing += wanted.size() - pairs;
      extra += found.size() - pairs;
      wanted.subList(pairs, wanted.size()).forEach(row -> note(lines, "missing " + key));
      found.subList(pairs, found.size()).forEach(row -> note(lines, "extra " + key + ": " + row));
    }
    return new Report(table, expected.size(), actual.size(), missing, extra, different, lines);
  }

  private static void note(List<String> lines, String line) {
    if (lines.size() < MOST_LINES) {
      lines.add(line);
    }
  }

  private static Map<String, List<Map<String, Object>>> byKey(
      List<String> grain, List<? extends Map<String, Object>> rows) {
    Map<String, List<Map<String, Object>>> byKey = new TreeMap<>();
    for (Map<String, Object> row : rows) {
      StringBuilder key = new StringBuilder();
      for (String column : grain) {
        key.append(key.length() == 0 ? "" : " ").append(column).append('=').append(row.get(column));
      }
      byKey.computeIfAbsent(key.toString(), k -> new ArrayList<>()).add(row);
    }
    byKey
        .values()
        .forEach(
            same -> same.sort(Comparator.comparing(row -> String.valueOf(row.get("payload")))));
    return byKey;
  }

  private static String difference(
      String table,
      Map<String, Object> expected,
      Map<String, Object> actual,
      Set<String> ignoredColumns) {
    boolean exact = table.equals(Tables.VARIANT_METRICS);
    List<String> differences = new ArrayList<>();
    for (Map.Entry<String, Object> entry : expected.entrySet()) {
      String column = entry.getKey();
      if (ignoredColumns.contains(column) || isFreeText(column, expected)) {
        continue;
      }
      Object found = actual.get(column);
      boolean same =
          actual.containsKey(column)
              && (column.equals(EXACT_SUMS)
                  ? sameSums(entry.getValue(), found)
                  : same(entry.getValue(), found, exact));
      if (!same) {
        differences.add(column + " expected " + entry.getValue() + " but was " + found);
      }
    }
    return String.join("; ", differences);
  }

  /** The text of a record that could be read is not laid down; of one that could not, it is. */
  private static boolean isFreeText(String column, Map<String, Object> row) {
    return column.equals("payload") && !"MALFORMED".equals(row.get("reason"));
  }

  private static boolean same(Object expected, Object actual, boolean exact) {
    if (expected == null || actual == null) {
      return expected == actual;
    }
    if (expected instanceof List<?> a && actual instanceof List<?> b) {
      return a.size() == b.size()
          && IntStream.range(0, a.size()).allMatch(i -> sameElement(a.get(i), b.get(i)));
    }
    if (expected instanceof Map<?, ?> a && actual instanceof Map<?, ?> b) {
      return a.keySet().equals(b.keySet())
          && a.keySet().stream().allMatch(key -> same(a.get(key), b.get(key), exact));
    }
    if (expected instanceof Double a && actual instanceof Double b) {
      return a.equals(b)
          || a.doubleValue() == b.doubleValue()
          || !exact && Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a));
    }
    if (expected instanceof BigDecimal a && actual instanceof BigDecimal b) {
      return a.compareTo(b) == 0;
    }
    if (isInteger(expected) && isInteger(actual)) {
      return ((Number) expected).longValue() == ((Number) actual).longValue();
    }
    return expected.equals(actual);
  }

  /** Fields that the expected element does not have are not looked at. */
  private static boolean sameElement(Object expected, Object actual) {
    return expected instanceof Map<?, ?> a
        && actual instanceof Map<?, ?> b
        && a.keySet().stream()
            .allMatch(field -> b.containsKey(field) && same(a.get(field), b.get(field), false));
  }

  private static boolean isInteger(Object value) {
    return value instanceof Long || value instanceof Integer;
  }

  /** Decimals as text: how many zeros they end in says nothing. */
  private static boolean sameSums(Object expected, Object actual) {
    if (!(expected instanceof Map<?, ?> a && actual instanceof Map<?, ?> b)) {
      return false;
    }
    return a.keySet().equals(b.keySet())
        && a.keySet().stream()
            .allMatch(
                key ->
                    new BigDecimal(a.get(key).toString())
                            .compareTo(new BigDecimal(b.get(key).toString()))
                        == 0);
  }
}
