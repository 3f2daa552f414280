package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.ExperimentInput.HealthEvent;
import io.plumbline.e2e.oracle.ExperimentInput.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows of experiment_health of one job and experiment. */
final class HealthReplay {

  private static final String UNITS = "units";
  private static final String EXPOSURES = "exposures";
  private static final String CROSSOVERS = "crossovers";

  private final String job;
  private final ExperimentInput input;
  private final Tables tables;
  private final Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
  private final Map<String, Map<String, Long>> rejected = new LinkedHashMap<>();
  private final Map<Integer, long[]> unitsByEpoch = new TreeMap<>();
  private List<List<Object>> published;

  HealthReplay(String job, ExperimentInput input, Tables tables) {
    this.job = job;
    this.input = input;
    this.tables = tables;
    input.experiment.variants().forEach(this::open);
    this.published = current(List.of());
  }

  private void open(String variant) {
    counts.put(variant, new TreeMap<>());
    rejected.put(variant, new TreeMap<>());
  }

  void enroll(Unit unit) {
    countOne(input.experiment.variants().get(unit.variant), UNITS);
    int variants = input.experiment.variants().size();
    unitsByEpoch.computeIfAbsent(unit.epoch.number(), e -> new long[variants])[unit.variant]++;
  }

  void crossOver(Unit unit) {
    countOne(input.experiment.variants().get(unit.variant), CROSSOVERS);
  }

  void count(HealthEvent event) {
    if (!counts.containsKey(event.variant())) {
      open(event.variant());
    }
    if (event.reason() == null) {
      countOne(event.variant(), event.kind());
    } else {
      rejected.get(event.variant()).merge(event.reason(), 1L, Long::sum);
    }
  }

  private void countOne(String variant, String what) {
    counts.get(variant).merge(what, 1L, Long::sum);
  }

  /** All variants when one changed. */
  void publish(long at, List<Epoch> begun, boolean everything) {
    List<List<Object>> rows = current(begun);
    if (!everything && rows.equals(published)) {
      return;
    }
    published = rows;
    for (List<Object> row : rows) {
      tables.add(
          Tables.EXPERIMENT_HEALTH,
          job,
          input.experiment.key(),
          row.get(0),
          Instant.ofEpochMilli(at),
          0,
          row.get(1),
          row.get(2),
          row.get(3),
          row.get(4),
          row.get(5),
          row.get(6),
          0L,
          null);
    }
  }

  private List<List<Object>> current(List<Epoch> begun) {
    List<List<Object>> rows = new ArrayList<>();
    counts.forEach(
        (variant, sums) -> {
          List<Object> row = new ArrayList<>();
          row.add(variant);
          row.add(sums.getOrDefault(UNITS, 0L));
          row.add(variant == null ? null : expectedUnits(variant, begun));
          row.add(sums.getOrDefault(EXPOSURES, 0L));
          row.add(sums.getOrDefault(CROSSOVERS, 0L));
          row.add(new TreeMap<>(rejected.get(variant)));
          row.add(sums.getOrDefault(Outcome.DUPLICATE, 0L));
          rows.add(row);
        });
    return rows;
  }

  private Double expectedUnits(String variant, List<Epoch> begun) {
    int index = input.experiment.variants().indexOf(variant);
    double expected = 0;
    for (Epoch epoch : begun) {
      long[] units = unitsByEpoch.get(epoch.number());
      if (units != null) {
        expected += SrmMath.expected(units, epoch)[index];
      }
    }
    return expected;
  }
}
