package io.plumbline.local.scorecard;

import io.plumbline.core.experiment.Experiment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The newest rows of the tables, as a scorecard shows them.
 *
 * @param experiments in the order in which they are shown
 * @param metricResults the newest (all, all) row of each metric, treatment and maturity
 * @param srmChecks all rows of the whole, epochs combined, in order of {@code as_of}
 * @param health the newest row of each job, experiment and variant
 * @param progress the newest row of each job
 * @param warehouse where the tables are, for hints; null: unknown
 */
public record ScorecardData(
    List<Experiment> experiments,
    List<Map<String, Object>> metricResults,
    List<Map<String, Object>> srmChecks,
    List<Map<String, Object>> health,
    List<Map<String, Object>> progress,
    String warehouse) {
  private static final String ALL = "all";
  private static final String METRICS_JOB = "metrics";
  private static final Comparator<Map<String, Object>> OLDEST_FIRST =
      Comparator.<Map<String, Object>, Instant>comparing(row -> (Instant) row.get("as_of"))
          .thenComparing(row -> (Integer) row.get("revision"));

  /**
   * Picks what is newest and about the whole.
   *
   * @param metricResults rows of {@code metric_results}, in any order, of any {@code as_of}
   * @param srmChecks rows of {@code srm_checks}
   * @param health rows of {@code experiment_health}
   * @param progress rows of {@code job_progress}
   */
  public static ScorecardData of(
      List<Experiment> experiments,
      List<Map<String, Object>> metricResults,
      List<Map<String, Object>> srmChecks,
      List<Map<String, Object>> health,
      List<Map<String, Object>> progress,
      String warehouse) {
    return new ScorecardData(
        List.copyOf(experiments),
        newest(
            metricResults.stream().filter(ScorecardData::isWhole).toList(),
            "experiment_key",
            "metric_key",
            "treatment_key",
            "is_mature"),
        srmChecks.stream()
            .filter(row -> isWhole(row) && row.get("epoch") == null)
            .sorted(OLDEST_FIRST)
            .toList(),
        newest(health, "job", "experiment_key", "variant_key"),
        newest(progress, "job"),
        warehouse);
  }

  /** The row that speaks for a metric: of closed windows, as soon as there are units with one. */
  Optional<Map<String, Object>> result(String experiment, String metric, String treatment) {
    List<Map<String, Object>> rows =
        metricResults.stream()
            .filter(
                row ->
                    experiment.equals(row.get("experiment_key"))
                        && metric.equals(row.get("metric_key"))
                        && treatment.equals(row.get("treatment_key")))
            .toList();
    return rows.stream()
        .filter(row -> Boolean.TRUE.equals(row.get("is_mature")) && units(row) > 0)
        .findFirst()
        .or(() -> rows.stream().filter(row -> !Boolean.TRUE.equals(row.get("is_mature"))).findAny())
        .or(() -> rows.stream().findFirst());
  }

  /** The newest test of the whole split. */
  Optional<Map<String, Object>> srm(String experiment) {
    List<Map<String, Object>> rows = srmRows(experiment);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(rows.size() - 1));
  }

  /**
   * How the experiment's records fared, by variant: as the job of metrics tells it, which reads
   * exposures too; as that of splits does if there is no other.
   */
  List<Map<String, Object>> health(String experiment) {
    List<Map<String, Object>> rows =
        health.stream().filter(row -> experiment.equals(row.get("experiment_key"))).toList();
    boolean ofMetrics = rows.stream().anyMatch(row -> METRICS_JOB.equals(row.get("job")));
    return rows.stream().filter(row -> ofMetrics == METRICS_JOB.equals(row.get("job"))).toList();
  }

  /** The {@code as_of} of the first row since which the status of the split is what it is. */
  Instant srmSince(String experiment) {
    List<Map<String, Object>> rows = srmRows(experiment);
    int first = rows.size() - 1;
    while (first > 0
        && Objects.equals(rows.get(first - 1).get("status"), rows.get(first).get("status"))) {
      first--;
    }
    return (Instant) rows.get(first).get("as_of");
  }

  private List<Map<String, Object>> srmRows(String experiment) {
    return srmChecks.stream().filter(row -> experiment.equals(row.get("experiment_key"))).toList();
  }

  private static long units(Map<String, Object> row) {
    return (Long) row.get("control_units") + (Long) row.get("treatment_units");
  }

  private static boolean isWhole(Map<String, Object> row) {
    return ALL.equals(row.get("dimension")) && ALL.equals(row.get("segment"));
  }

  private static List<Map<String, Object>> newest(List<Map<String, Object>> rows, String... grain) {
    Map<List<Object>, Map<String, Object>> newest = new LinkedHashMap<>();
    for (Map<String, Object> row : rows.stream().sorted(OLDEST_FIRST).toList()) {
      List<Object> key = new ArrayList<>();
      for (String column : grain) {
        key.add(row.get(column));
      }
      newest.put(key, row);
    }
    return List.copyOf(newest.values());
  }
}
