package io.plumbline.core.configuration;

import static io.plumbline.core.configuration.AssemblyBench.row;

import java.util.List;
import java.util.Map;

/** Rows of the experiment "gate", as its tables have them. */
final class GateRows {
  static final String FIRST = "2024-01-01T00:00:00Z";
  static final String FIFTH = "2024-01-05T00:00:00Z";
  static final String SIXTH = "2024-01-06T00:00:00Z";
  static final String TENTH = "2024-01-10T00:00:00Z";
  static final String ELEVENTH = "2024-01-11T00:00:00Z";
  static final String TWELFTH = "2024-01-12T00:00:00Z";

  private GateRows() {}

  static Map<String, Object> gate(Object... more) {
    Map<String, Object> row =
        row(
            "key",
            "gate",
            "kind",
            "experiment",
            "name",
            "Gate",
            "unit_type",
            "user",
            "status",
            "running",
            "started_at",
            FIRST,
            "stopped_at",
            null,
            "dimensions",
            "[\"country\"]",
            "srm_alpha",
            0.001,
            "updated_at",
            FIRST);
    row.putAll(row(more));
    return row;
  }

  static Map<String, Object> variant(String key, boolean isControl, int order) {
    return row(
        "experiment_key", "gate", "key", key, "is_control", isControl, "sort_order", (long) order);
  }

  static Map<String, Object> allocation(String effectiveAt, Object weights) {
    return row("experiment_key", "gate", "effective_at", effectiveAt, "weights", weights);
  }

  static Map<String, Object> metric(String key, Object... more) {
    Map<String, Object> row =
        row(
            "key",
            key,
            "version",
            1L,
            "kind",
            "count",
            "event_name",
            key,
            "event_filter",
            "{}",
            "delay",
            "PT0S",
            "attribution_window",
            86_400_000_000L,
            "default_for",
            List.of());
    row.putAll(row(more));
    return row;
  }

  static Map<String, Object> use(String metric, String role, Object... more) {
    Map<String, Object> row = row("experiment_key", "gate", "metric_key", metric, "role", role);
    row.putAll(row(more));
    return row;
  }

  static Map<String, Object> note(long id, String action, String createdAt) {
    return row(
        "id",
        id,
        "experiment_key",
        "gate",
        "author",
        "ann",
        "kind",
        "comment",
        "action",
        action,
        "body",
        "b",
        "created_at",
        createdAt);
  }

  /** All rows of a valid experiment, not committed. */
  static AssemblyBench into(AssemblyBench config, Map<String, Object> gate) {
    return config
        .put("metrics", metric("clicks"))
        .put("experiments", gate)
        .put("variants", variant("a", true, 0))
        .put("variants", variant("b", false, 1))
        .put("allocations", allocation(FIRST, "{\"a\": 1, \"b\": \"1.0\"}"))
        .put("experiment_metrics", use("clicks", "primary"));
  }
}
