package io.plumbline.jobs.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.core.configuration.Commit;
import io.plumbline.core.configuration.ExperimentVersion;
import io.plumbline.core.configuration.MetricVersion;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.Metric;
import io.plumbline.jobs.io.ExperimentDocument;
import io.plumbline.jobs.io.ExperimentDocuments;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.operators.codec.ConfigRows;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.expressions.Expressions;

/**
 * The definitions by which a run over files counts, as rows of {@code experiment_versions} and
 * {@code metric_versions}, so that whoever has the tables can recompute the results. What a table
 * says already is not said again; what is otherwise is the next version.
 */
final class FileDefinitions {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Experiment> experiments;
  private final ConfigRows rows;

  /**
   * @param publishedAt milliseconds since the epoch
   */
  FileDefinitions(List<Experiment> experiments, long publishedAt) {
    this.experiments = List.copyOf(experiments);
    this.rows = new ConfigRows(publishedAt);
  }

  /** New rows of {@code experiment_versions}. */
  List<RowData> experimentVersions(Warehouse warehouse) {
    Map<String, Map<String, Object>> newest =
        newest(warehouse, Table.EXPERIMENT_VERSIONS, "experiment_key", "version", "document");
    List<RowData> versions = new ArrayList<>();
    for (Experiment experiment : experiments) {
      String document = ExperimentDocuments.write(ExperimentDocument.of(experiment));
      Map<String, Object> known = newest.get(experiment.key());
      if (known == null || !document.equals(known.get("document"))) {
        int version = known == null ? 1 : (Integer) known.get("version") + 1;
        versions.add(rows.of(version(experiment, version), document));
      }
    }
    return versions;
  }

  /** What a file holds acts from its own time. */
  private static ExperimentVersion version(Experiment experiment, int version) {
    return new ExperimentVersion(
        experiment.key(),
        version,
        experiment.kind(),
        experiment.name(),
        experiment.owner(),
        experiment.hypothesis(),
        experiment.stoppedAt() == null ? "running" : "stopped",
        experiment.startedAt(),
        null,
        experiment.configVersion(experiment.startedAt()),
        null,
        ExperimentVersion.warnings(experiment),
        new Commit(null, experiment.startedAt()));
  }

  /** New rows of {@code metric_versions}, of the metrics that the experiments use. */
  List<RowData> metricVersions(Warehouse warehouse) {
    Map<String, Map<String, Object>> newest =
        newest(
            warehouse,
            Table.METRIC_VERSIONS,
            "metric_key",
            "metric_version",
            "definition",
            "committed_at");
    Map<String, MetricVersion> versions = new HashMap<>();
    for (Experiment experiment : experiments) {
      for (Map.Entry<Metric, String> use : definitions(experiment).entrySet()) {
        Metric metric = use.getKey();
        long from = Math.max(experiment.startedAt(), metric.validFrom());
        versions.merge(
            metric.key() + " " + metric.version(),
            new MetricVersion(
                metric, use.getValue(), List.of(), from, null, new Commit(null, from)),
            (one, other) -> one.validFrom() <= other.validFrom() ? one : other);
      }
    }
    return versions.values().stream()
        .filter(version -> !isKnown(version, newest.get(version.metric().key())))
        .map(rows::of)
        .toList();
  }

  private static boolean isKnown(MetricVersion version, Map<String, Object> known) {
    return known != null
        && version.definition().equals(known.get("definition"))
        && known.get("metric_version").equals(version.metric().version());
  }

  /** As they stand in the document. */
  private static Map<Metric, String> definitions(Experiment experiment) {
    try {
      JsonNode uses =
          JSON.readTree(ExperimentDocuments.write(ExperimentDocument.of(experiment)))
              .get("metrics");
      Map<Metric, String> definitions = new HashMap<>();
      int next = 0;
      for (ExperimentMetric use : experiment.metrics()) {
        definitions.put(use.metric(), uses.get(next++).get("metric").toString());
      }
      return definitions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last row of each key, by the second column and then the time of the commit. */
  private static Map<String, Map<String, Object>> newest(
      Warehouse warehouse, Table table, String... columns) {
    Map<String, Map<String, Object>> newest = new HashMap<>();
    for (Map<String, Object> row : warehouse.rows(table, Expressions.alwaysTrue(), columns)) {
      newest.merge(
          (String) row.get(columns[0]),
          row,
          (one, other) -> isAfter(other, one, columns[1]) ? other : one);
    }
    return newest;
  }

  private static boolean isAfter(Map<String, Object> row, Map<String, Object> other, String by) {
    int order = Integer.compare((Integer) row.get(by), (Integer) other.get(by));
    if (order != 0 || !row.containsKey("committed_at")) {
      return order > 0;
    }
    return ((Instant) row.get("committed_at")).isAfter((Instant) other.get("committed_at"));
  }
}
