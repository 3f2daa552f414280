package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.time.Instant;
import java.util.TreeMap;

/** Alerts about guardrails that are worse: from the first row that says so to the stop. */
final class GuardrailReplay {

  private final Experiment experiment;
  private final Tables tables;
  private final TreeMap<String, Instant> openSince = new TreeMap<>();

  GuardrailReplay(Experiment experiment, Tables tables) {
    this.experiment = experiment;
    this.tables = tables;
  }

  /**
   * @param row of metric_results, published
   */
  void see(long at, Row row) {
    boolean over = experiment.stoppedAt() != null && at > experiment.stoppedAt();
    if (over || !"HARM".equals(row.get("guardrail_status"))) {
      return;
    }
    String id =
        "guardrail-regression-%s-%s-%s-%s"
            .formatted(
                experiment.key(),
                row.get("metric_key"),
                row.get("metric_version"),
                row.get("treatment_key"));
    if (openSince.putIfAbsent(id, Instant.ofEpochMilli(at)) == null) {
      add(at, id, 1, "OPENED", "critical", null);
    }
  }

  /** After all rows of an instant. */
  void end(long at) {
    if (experiment.stoppedAt() != null && experiment.stoppedAt() == at) {
      openSince.keySet().forEach(id -> add(at, id, 2, "RESOLVED", "info", "STOPPED"));
    }
  }

  private void add(
      long at, String id, int sequence, String status, String severity, String resolution) {
    tables.addAlert(
        "metrics",
        id,
        sequence,
        "GUARDRAIL_REGRESSION",
        severity,
        status,
        resolution,
        experiment.key(),
        Instant.ofEpochMilli(at),
        openSince.get(id),
        Tables.METRIC_RESULTS);
  }
}
