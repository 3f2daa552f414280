package io.plumbline.local.bench.srm;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/** What the tables say of the experiments after a run: nothing else decides. */
final class LossFindings {
  private final Map<String, TreeMap<Instant, Map<String, Object>>> checks = new HashMap<>();
  private final List<Map<String, Object>> alerts;

  private LossFindings(List<Map<String, Object>> wholes, List<Map<String, Object>> alerts) {
    wholes.forEach(
        row ->
            checks
                .computeIfAbsent((String) row.get("experiment_key"), key -> new TreeMap<>())
                .put((Instant) row.get("as_of"), row));
    this.alerts = alerts;
  }

  static LossFindings read(CatalogConfig catalog) throws IOException {
    Expression wholes =
        Expressions.and(Expressions.equal("dimension", "all"), Expressions.isNull("epoch"));
    try (Warehouse warehouse = Warehouse.open(catalog)) {
      return new LossFindings(
          warehouse.rows(Table.SRM_CHECKS, wholes, "experiment_key", "as_of", "units", "suspects"),
          warehouse.rows(Table.ALERTS, Expressions.alwaysTrue()));
    }
  }

  /** The instant of the first transition of the split's alarm to a status. */
  Optional<Instant> firstAt(String experiment, AlertStatus status) {
    return first(experiment, status).map(row -> (Instant) row.get("as_of"));
  }

  private Optional<Map<String, Object>> first(String experiment, AlertStatus status) {
    return alerts.stream()
        .filter(row -> row.get("experiment_key").equals(experiment))
        .filter(row -> row.get("alert_type").equals("SRM"))
        .filter(row -> row.get("status").equals(status.name()))
        .min(Comparator.comparing(row -> (Instant) row.get("as_of")));
  }

  /** How many alerts of any kind there are about an experiment. */
  long alerts(String experiment) {
    return alerts.stream().filter(row -> row.get("experiment_key").equals(experiment)).count();
  }

  /** Enrolled units at an instant. */
  long units(String experiment, Instant asOf) {
    return (Long) checks.get(experiment).floorEntry(asOf).getValue().get("units");
  }

  /** The first suspect and since when, as the alert says it. */
  String suspectOf(String experiment, AlertStatus status) {
    return first(experiment, status).map(LossFindings::suspect).orElse("");
  }

  /** The first suspect and since when, as the last row says it. */
  String lastSuspect(String experiment) {
    return suspect(checks.get(experiment).lastEntry().getValue());
  }

  private static String suspect(Map<String, Object> row) {
    List<?> suspects = (List<?>) row.get("suspects");
    if (suspects == null || suspects.isEmpty()) {
      return "CLEAN";
    }
    Map<?, ?> first = (Map<?, ?>) suspects.get(0);
    return first.get("since") == null
        ? String.valueOf(first.get("cause"))
        : first.get("cause") + " since " + first.get("since");
  }
}
