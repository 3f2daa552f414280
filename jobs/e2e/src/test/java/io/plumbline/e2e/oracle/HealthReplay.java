package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.ExperimentInput.Refusal;
import io.plumbline.e2e.oracle.UnitHealth.Cell;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows of experiment_health of one job and experiment. */
final class HealthReplay {

  static final String EXPOSURES = "exposures";

  private static final String LATE = "late";

  private final String job;
  private final ExperimentInput input;
  private final ImbalanceReplay imbalances;
  private final Tables tables;
  private final Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
  private final Map<String, Map<String, Long>> rejected = new LinkedHashMap<>();
  private final Map<UnitInput, UnitHealth> healthOf = new HashMap<>();
  private final Map<UnitInput, Enrollment> enrollmentOf = new HashMap<>();
  private final Map<Integer, long[]> unitsByEpoch = new TreeMap<>();
  private final long[] unitsOf;
  private final long[] crossoversOf;
  private final long[] mismatchesOf;
  private List<List<Object>> published;

  HealthReplay(String job, ExperimentInput input, ImbalanceReplay imbalances, Tables tables) {
    this.job = job;
    this.input = input;
    this.imbalances = imbalances;
    this.tables = tables;
    this.unitsOf = zeros();
    this.crossoversOf = zeros();
    this.mismatchesOf = zeros();
    input.experiment.variants().forEach(this::open);
    this.published = current(List.of());
  }

  private long[] zeros() {
    return new long[input.experiment.variants().size()];
  }

  private void open(String variant) {
    counts.put(variant, new TreeMap<>());
    rejected.put(variant, new TreeMap<>());
  }

  /** Where a rejection is counted: among the reasons, and one that is too late as late as well. */
  static List<Cell> cellsOf(String variant, String reason) {
    Cell own = new Cell(variant, reason, true);
    return reason.equals(Arrival.TOO_LATE)
        ? List.of(own, new Cell(variant, LATE, false))
        : List.of(own);
  }

  void refuse(Refusal refusal) {
    cellsOf(refusal.variant(), refusal.reason()).forEach(cell -> count(cell, 1));
  }

  /** What the unit counted before is taken back. */
  void update(UnitInput unit, Enrollment enrollment, UnitHealth health) {
    UnitHealth before = healthOf.put(unit, health);
    if (before != null) {
      before.counts().forEach((cell, n) -> count(cell, -n));
      count(unit, enrollmentOf.get(unit), -1);
    }
    health.counts().forEach(this::count);
    enrollmentOf.put(unit, enrollment);
    count(unit, enrollment, 1);
  }

  private void count(UnitInput unit, Enrollment enrollment, int sign) {
    if (enrollment.isEnrolled()) {
      int variant = enrollment.variant;
      unitsOf[variant] += sign;
      crossoversOf[variant] += enrollment.crossover == null ? 0 : sign;
      mismatchesOf[variant] += Hash.differs(input.experiment, unit, enrollment) ? sign : 0;
      unitsByEpoch.computeIfAbsent(enrollment.epoch.number(), e -> zeros())[variant] += sign;
    }
  }

  private void count(Cell cell, long more) {
    if (!counts.containsKey(cell.variant())) {
      open(cell.variant());
    }
    Map<String, Long> sums = (cell.isReason() ? rejected : counts).get(cell.variant());
    sums.merge(cell.what(), more, Long::sum);
    sums.values().removeIf(count -> count == 0);
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
          row.get(7),
          row.get(8),
          row.get(9),
          row.get(10),
          row.get(11));
    }
  }

  private List<List<Object>> current(List<Epoch> begun) {
    List<List<Object>> rows = new ArrayList<>();
    counts.forEach(
        (variant, sums) -> {
          int index = input.experiment.variants().indexOf(variant);
          List<Object> row = new ArrayList<>();
          row.add(variant);
          row.add(index < 0 ? 0L : unitsOf[index]);
          row.add(index < 0 ? null : expectedUnits(index, begun));
          row.add(sums.getOrDefault(EXPOSURES, 0L));
          row.add(index < 0 ? 0L : crossoversOf[index]);
          row.add(new TreeMap<>(rejected.get(variant)));
          row.add(sums.getOrDefault(Outcome.DUPLICATE, 0L));
          row.add(sums.getOrDefault(LATE, 0L));
          boolean hashed = input.experiment.salt() != null;
          row.add(hashed ? (Object) (index < 0 ? 0L : mismatchesOf[index]) : null);
          row.add(index < 0 ? Map.of() : imbalances.excludedUnits(job, index, begun));
          row.add(index < 0 ? Map.of() : imbalances.crossoversTo(index, begun));
          row.add(index < 0 ? Map.of() : imbalances.logs(job, begun));
          rows.add(row);
        });
    return rows;
  }

  private Double expectedUnits(int variant, List<Epoch> begun) {
    double expected = 0;
    for (Epoch epoch : begun) {
      long[] units = unitsByEpoch.get(epoch.number());
      if (units != null) {
        expected += SrmMath.expected(units, epoch)[variant];
      }
    }
    return expected;
  }
}
