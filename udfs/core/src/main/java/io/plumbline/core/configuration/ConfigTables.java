package io.plumbline.core.configuration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows of the configuration's tables as they stand, by table and key. */
final class ConfigTables {
  static final String EXPERIMENTS = "experiments";
  static final String VARIANTS = "variants";
  static final String ALLOCATIONS = "allocations";
  static final String METRICS = "metrics";
  static final String EXPERIMENT_METRICS = "experiment_metrics";
  static final String NOTES = "notes";
  static final String EXPERIMENT_KEY = "experiment_key";

  private static final Map<String, List<String>> KEYS =
      Map.of(
          EXPERIMENTS, List.of("key"),
          VARIANTS, List.of(EXPERIMENT_KEY, "key"),
          ALLOCATIONS, List.of(EXPERIMENT_KEY, "effective_at"),
          METRICS, List.of("key"),
          EXPERIMENT_METRICS, List.of(EXPERIMENT_KEY, "metric_key"),
          NOTES, List.of("id"));

  /** A row before and after a change; null: there was none, there is none. */
  record Changed(Map<String, Object> before, Map<String, Object> after) {}

  private final Map<String, TreeMap<String, Map<String, Object>>> tables = new TreeMap<>();

  ConfigTables(Map<String, Map<String, Map<String, Object>>> rows) {
    KEYS.keySet().forEach(table -> tables.put(table, new TreeMap<>()));
    rows.forEach((table, byKey) -> tables.put(table, new TreeMap<>(byKey)));
  }

  /** Rows by table and key; the rows themselves never change. */
  Map<String, Map<String, Map<String, Object>>> rows() {
    Map<String, Map<String, Map<String, Object>>> copy = new TreeMap<>();
    tables.forEach((table, rows) -> copy.put(table, new TreeMap<>(rows)));
    return copy;
  }

  static boolean isOne(String table) {
    return KEYS.containsKey(table);
  }

  /**
   * @return the rows that it changes: one, or all of an emptied table
   */
  List<Changed> apply(RowChange change) {
    TreeMap<String, Map<String, Object>> rows = tables.get(change.tableName());
    if (change.operation() == RowOperation.TRUNCATE) {
      List<Changed> gone = new ArrayList<>();
      rows.values().forEach(row -> gone.add(new Changed(row, null)));
      rows.clear();
      return gone;
    }
    String key = key(change);
    Map<String, Object> before = rows.get(key);
    if (change.operation() == RowOperation.DELETE) {
      rows.remove(key);
      return List.of(new Changed(before, null));
    }
    Map<String, Object> after = new LinkedHashMap<>(change.after());
    after.replaceAll(
        (column, value) ->
            value == RowChange.UNAVAILABLE && before != null ? before.get(column) : value);
    after = Collections.unmodifiableMap(after);
    rows.put(key, after);
    return List.of(new Changed(before, after));
  }

  /** By the key that the connector sends, where there is one: a deletion has nothing else. */
  private static String key(RowChange change) {
    List<Object> key = new ArrayList<>();
    for (String column : KEYS.get(change.tableName())) {
      Map<String, Object> from =
          change.key() != null && change.key().containsKey(column) ? change.key() : change.after();
      key.add(from == null ? null : from.get(column));
    }
    return JsonText.write(key);
  }

  /** The row of a table whose key is one column; null: there is none. */
  Map<String, Object> row(String table, String key) {
    return tables.get(table).get(JsonText.write(List.of(key)));
  }

  List<Map<String, Object>> all(String table) {
    return List.copyOf(tables.get(table).values());
  }

  /** The rows of an experiment, in the order of their keys. */
  List<Map<String, Object>> of(String table, String experimentKey) {
    String prefix = JsonText.write(List.of(experimentKey));
    prefix = prefix.substring(0, prefix.length() - 1) + ",";
    List<Map<String, Object>> rows = new ArrayList<>();
    if (table.equals(NOTES)) {
      for (Map<String, Object> row : tables.get(table).values()) {
        if (experimentKey.equals(row.get(EXPERIMENT_KEY))) {
          rows.add(row);
        }
      }
      return rows;
    }
    for (Map.Entry<String, Map<String, Object>> entry :
        tables.get(table).tailMap(prefix, true).entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        break;
      }
      rows.add(entry.getValue());
    }
    return rows;
  }
}
