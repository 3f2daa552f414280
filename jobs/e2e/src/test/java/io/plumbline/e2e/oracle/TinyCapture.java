package io.plumbline.e2e.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A few changes of the configuration as the connector would write them, on 1 January 2024. Rows are
 * given as JSON with quotes left out where YAML needs none; what is left out is the column's
 * default.
 */
final class TinyCapture {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, List<String>> KEYS =
      Map.of(
          "experiments", List.of("key"),
          "variants", List.of("experiment_key", "key"),
          "allocations", List.of("experiment_key", "effective_at"),
          "metrics", List.of("key"),
          "experiment_metrics", List.of("experiment_key", "metric_key"),
          "notes", List.of("id"),
          "heartbeats", List.of("id"));
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "experiments",
          """
          {kind: experiment, name: null, hypothesis: null, owner: null, unit_type: user,
           status: running, started_at: null, stopped_at: null, salt: null, hash_version: sha256,
           srm_alpha: 0.001, alpha: 0.05, planned_units: 5000, crossover_policy: first_exposure,
           dimensions: [], updated_at: "2024-01-01T00:00:00.123456Z"}\
          """,
          "variants",
          "{is_control: false, sort_order: 0}",
          "allocations",
          "{traffic: 1.0}",
          "metrics",
          """
          {version: 1, kind: conversion, event_name: buy, denominator_event_name: null,
           event_filter: "{}", decimals: 6, delay: P0Y0M0DT0H0M0S, attribution_window: null,
           mature_only: false, cap_lower: null, cap_upper: null, covariate_days: null,
           quantile: null, steps: null, higher_is_better: true, default_for: [], description: null}\
          """,
          "experiment_metrics",
          "{role: secondary, margin: null, mde: null}",
          "notes",
          "{}",
          "heartbeats",
          "{}");

  private final List<CapturedMessage> messages = new ArrayList<>();
  private final Map<String, ObjectNode> rows = new HashMap<>();
  private final Map<String, Integer> offsets = new HashMap<>();
  private int transactions = 700;
  private int order;
  private Long committedAt;

  /** Two even variants from 10:00, the metric "bought"; all committed at 09:00. */
  static TinyCapture plain() {
    return new TinyCapture()
        .at("09:00")
        .put("metrics", "{key: bought, attribution_window: P0Y0M0DT2H0M0S}")
        .put("experiments", "{key: exp, started_at: '2024-01-01T10:00:00.000000Z'}")
        .put("variants", "{experiment_key: exp, key: a, is_control: true}")
        .put("variants", "{experiment_key: exp, key: b, sort_order: 1}")
        .allocation("09:30", "1", "1")
        .put("experiment_metrics", "{experiment_key: exp, metric_key: bought, role: primary}")
        .commit();
  }

  /** The time of the next commit; without it, rows are those of the snapshot. */
  TinyCapture at(String time) {
    committedAt = TinyLogs.at(time);
    order = 0;
    transactions++;
    return this;
  }

  /** Writes a row: what is there already keeps the columns that are not given. */
  TinyCapture put(String table, String columns) {
    ObjectNode given = parsed(columns);
    String key = key(table, given).toString();
    String place = table + key;
    ObjectNode row = rows.get(place);
    String operation = row == null ? "c" : "u";
    if (row == null) {
      row = parsed(DEFAULTS.get(table));
    }
    row.setAll(given);
    rows.put(place, row);
    return change(table, committedAt == null ? "r" : operation, key, row);
  }

  TinyCapture delete(String table, String columns) {
    String key = key(table, parsed(columns)).toString();
    rows.remove(table + key);
    change(table, "d", key, null);
    return message("cdc.experimentation." + table, key, null);
  }

  TinyCapture allocation(String time, String a, String b) {
    return put(
        "allocations",
        "{experiment_key: exp, effective_at: '2024-01-01T%s:00.000000Z', weights: '{\"a\": %s, \"b\": %s}'}"
            .formatted(time, a, b));
  }

  private TinyCapture change(String table, String operation, String key, ObjectNode after) {
    ObjectNode value = JSON.createObjectNode();
    value.putNull("before");
    value.set("after", after == null ? null : after.deepCopy());
    ObjectNode source = value.putObject("source");
    source.put("table", table).put("snapshot", committedAt == null ? "true" : "false");
    source.put("ts_ms", committedAt == null ? TinyLogs.at("23:00") : committedAt);
    if (committedAt == null) {
      value.putNull("transaction");
    } else {
      order++;
      value
          .putObject("transaction")
          .put("id", transactions + ":" + (10_000 + order))
          .put("total_order", order);
    }
    value.put("op", operation);
    return message("cdc.experimentation." + table, key, value.toString());
  }

  TinyCapture commit() {
    for (String status : List.of("BEGIN", "END")) {
      ObjectNode boundary = JSON.createObjectNode();
      boundary.put("status", status).put("id", transactions + ":" + (20_000 + order));
      boundary.put("event_count", status.equals("END") ? order : null);
      message("cdc.transaction", null, boundary.toString());
    }
    return this;
  }

  TinyCapture heartbeat(String time) {
    return at(time).put("heartbeats", "{id: 1}").commit();
  }

  private TinyCapture message(String topic, String key, String value) {
    long offset = offsets.merge(topic, 1, Integer::sum) - 1L;
    messages.add(new CapturedMessage(topic, offset, key, value));
    return this;
  }

  List<CapturedMessage> messages() {
    return messages;
  }

  CapturedConfiguration captured() {
    return CapturedConfiguration.of(messages, "cdc");
  }

  private static ObjectNode key(String table, ObjectNode row) {
    ObjectNode key = JSON.createObjectNode();
    KEYS.get(table).forEach(column -> key.set(column, row.get(column)));
    return key;
  }

  private static ObjectNode parsed(String columns) {
    JsonNode node = JSON.valueToTree(new LinkedHashMap<>(yaml(columns)));
    return (ObjectNode) node;
  }

  private static Map<String, Object> yaml(String columns) {
    return new org.yaml.snakeyaml.Yaml().load(columns);
  }
}
