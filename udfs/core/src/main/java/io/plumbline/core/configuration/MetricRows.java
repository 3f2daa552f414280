package io.plumbline.core.configuration;

import io.plumbline.core.experiment.ExperimentValidator;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricKind;
import io.plumbline.core.experiment.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The metrics as they stand, read once each until their rows change. */
final class MetricRows {
  private static final Set<String> LATER_KINDS = Set.of("ratio", "quantile", "funnel");
  private static final List<String> LATER =
      List.of("denominator_event_name", "covariate_days", "quantile", "steps");
  private static final String KINDS =
      Stream.of(MetricKind.values())
          .map(kind -> kind.name().toLowerCase(java.util.Locale.ROOT))
          .collect(Collectors.joining(", "));

  /**
   * A metric as its row says.
   *
   * @param problems why it cannot be used; warnings are left out
   */
  record Read(
      Metric metric, List<String> defaultFor, Map<String, Object> row, List<Problem> problems) {

    boolean isValid() {
      return problems.isEmpty();
    }
  }

  private final Map<String, Metric> versions;
  private final TreeMap<String, Read> metrics = new TreeMap<>();

  /**
   * @param versions the first valid definition of each version, by "key@version"
   */
  MetricRows(Map<String, Metric> versions, List<Map<String, Object>> rows) {
    this.versions = new HashMap<>(versions);
    rows.forEach(this::put);
  }

  Map<String, Metric> versions() {
    return Map.copyOf(versions);
  }

  /** All that there are, by key. */
  Map<String, Read> all() {
    return metrics;
  }

  /** Null: there is none. */
  Read get(String key) {
    return metrics.get(key);
  }

  void remove(String key) {
    metrics.remove(key);
  }

  Read put(Map<String, Object> row) {
    List<Problem> problems = new ArrayList<>();
    RowReader reader = new RowReader(row, "metric " + row.get("key"), "", problems);
    Metric metric = metric(reader);
    List<String> defaultFor = reader.texts("default_for");
    if (problems.isEmpty()) {
      ExperimentValidator.validate(List.of(), List.of(metric)).stream()
          .filter(Problem::isError)
          .forEach(problems::add);
    }
    if (problems.isEmpty()) {
      Metric known = versions.putIfAbsent(metric.key() + "@" + metric.version(), metric);
      if (known != null && !known.hasSameDefinition(metric)) {
        reader.problem(
            "definition",
            "another one under version " + metric.version(),
            "a higher version for a changed definition");
      }
    }
    Read read = new Read(metric, defaultFor, row, List.copyOf(problems));
    metrics.put(metric.key(), read);
    return read;
  }

  private static Metric metric(RowReader reader) {
    for (String column : LATER) {
      if (reader.has(column)) {
        reader.problem(column, "set", "null: it is not supported in this version");
      }
    }
    Long delay = reader.duration("delay");
    long version = reader.integer("version", 1);
    long decimals = reader.integer("decimals", 6);
    return new Metric(
        reader.text("key", ""),
        (int) Math.max(0, Math.min(version, Integer.MAX_VALUE)),
        kind(reader),
        reader.text("event_name", null),
        reader.textMap("event_filter"),
        (int) Math.max(-1, Math.min(decimals, Integer.MAX_VALUE)),
        delay == null ? 0 : delay,
        reader.duration("attribution_window"),
        reader.flag("mature_only", false),
        reader.number("cap_lower", null),
        reader.number("cap_upper", null),
        reader.flag("higher_is_better", true),
        reader.text("description", null),
        Long.MIN_VALUE);
  }

  private static MetricKind kind(RowReader reader) {
    String kind = reader.text("kind", "");
    if (LATER_KINDS.contains(kind)) {
      reader.problem("kind", kind + ", which is not supported in this version", KINDS);
      return MetricKind.COUNT;
    }
    return reader.choice("kind", MetricKind.class, null);
  }
}
