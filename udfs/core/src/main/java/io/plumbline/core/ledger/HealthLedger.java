package io.plumbline.core.ledger;

import io.plumbline.core.experiment.Epoch;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.HealthCounter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The counts of an experiment's health, by variant; -1 stands for variants not configured. */
final class HealthLedger {
  private final TreeMap<Integer, TreeMap<String, Long>> counts = new TreeMap<>();
  private final TreeMap<Integer, TreeMap<String, Long>> unpublished = new TreeMap<>();

  void add(Cell.Health cell, long count) {
    add(counts, cell, count);
    add(unpublished, cell, count);
  }

  private static void add(
      TreeMap<Integer, TreeMap<String, Long>> to, Cell.Health cell, long count) {
    to.computeIfAbsent(cell.variant(), v -> new TreeMap<>())
        .merge(cell.counter(), count, Long::sum);
  }

  boolean hasChanged() {
    return unpublished.values().stream()
        .anyMatch(perCounter -> perCounter.values().stream().anyMatch(c -> c != 0));
  }

  /**
   * @param withMetrics whether the job tells of metric events, else of all else
   */
  void publish(
      Publication at,
      SrmLedger split,
      ImbalanceFigures figures,
      boolean withMetrics,
      LedgerOutput out) {
    for (int i = -1; i < at.variants(); i++) {
      TreeMap<String, Long> ofVariant = counts.getOrDefault(i, new TreeMap<>());
      if (i < 0 && ofVariant.values().stream().allMatch(c -> c == 0)) {
        continue;
      }
      out.health(row(at, split, figures, withMetrics, i, ofVariant));
    }
    unpublished.clear();
  }

  private static ExperimentHealth row(
      Publication at,
      SrmLedger split,
      ImbalanceFigures figures,
      boolean withMetrics,
      int variant,
      TreeMap<String, Long> ofVariant) {
    ExperimentPlan plan = at.plan();
    long units = 0;
    double expected = 0;
    if (variant >= 0) {
      for (Epoch epoch : at.begun()) {
        long[] observed = split.units(plan, epoch.index());
        units += observed[variant];
        expected += epoch.expected(epoch.testedUnits(observed), variant);
      }
    }
    Map<String, Long> rejected = new TreeMap<>();
    ofVariant.forEach(
        (counter, count) -> {
          String reason = HealthCounter.reasonOf(counter);
          if (reason != null && count != 0) {
            rejected.put(reason, count);
          }
        });
    return new ExperimentHealth(
        plan.key(),
        variant < 0 ? null : plan.variantKey(variant),
        at.asOf(),
        units,
        variant < 0 ? null : expected,
        ofVariant.getOrDefault(HealthCounter.EXPOSURES, 0L),
        ofVariant.getOrDefault(HealthCounter.CROSSOVERS, 0L),
        rejected,
        ofVariant.getOrDefault(HealthCounter.DUPLICATES, 0L),
        ofVariant.getOrDefault(HealthCounter.LATE, 0L),
        plan.experiment().salt() == null
            ? null
            : ofVariant.getOrDefault(HealthCounter.MISMATCHES, 0L),
        variant < 0 ? Map.of() : figures.excludedUnits(variant, withMetrics),
        variant < 0 ? Map.of() : figures.crossoversTo(variant),
        variant < 0 ? Map.of() : figures.logEValues(withMetrics),
        at.configVersion());
  }

  void write(DataOutput out) throws IOException {
    write(counts, out);
    write(unpublished, out);
  }

  void read(DataInput in) throws IOException {
    read(counts, in);
    read(unpublished, in);
  }

  private static void write(TreeMap<Integer, TreeMap<String, Long>> from, DataOutput out)
      throws IOException {
    out.writeInt(from.size());
    for (Map.Entry<Integer, TreeMap<String, Long>> variant : from.entrySet()) {
      out.writeInt(variant.getKey());
      out.writeInt(variant.getValue().size());
      for (Map.Entry<String, Long> counter : variant.getValue().entrySet()) {
        LedgerData.writeString(counter.getKey(), out);
        out.writeLong(counter.getValue());
      }
    }
  }

  private static void read(TreeMap<Integer, TreeMap<String, Long>> to, DataInput in)
      throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      TreeMap<String, Long> perCounter = new TreeMap<>();
      to.put(in.readInt(), perCounter);
      for (int j = in.readInt(); j > 0; j--) {
        String counter = LedgerData.readString(in);
        perCounter.put(counter, in.readLong());
      }
    }
  }
}
