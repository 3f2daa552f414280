package io.plumbline.core.ledger;

import io.plumbline.core.experiment.Epoch;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.ExclusionTest;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Units left out, crossed over and assigned otherwise, by epoch: what the tests look at. */
final class ImbalanceCounts {
  private final TreeMap<ExclusionTest, long[][]> excluded = new TreeMap<>();
  private final TreeMap<Integer, long[][]> crossovers = new TreeMap<>();
  private final TreeMap<Integer, Long> mismatches = new TreeMap<>();

  /** Since the last publication; an instant that changes something publishes it. */
  private final Map<Cell, Long> unpublished = new HashMap<>();

  void add(ExperimentPlan plan, Cell.Exclusion cell, long units) {
    roomy(plan, cell.test())[cell.epoch()][cell.variant()] += units;
    unpublished.merge(cell, units, Long::sum);
  }

  void add(ExperimentPlan plan, Cell.Crossover cell, long units) {
    crossovers(plan, cell.epoch())[cell.from()][cell.to()] += units;
    unpublished.merge(cell, units, Long::sum);
  }

  void add(Cell.Mismatch cell, long units) {
    mismatches.merge(cell.epoch(), units, Long::sum);
    unpublished.merge(cell, units, Long::sum);
  }

  /** Whether anything that is shown is another than it was. */
  boolean hasChanged(Publication at) {
    for (Map.Entry<Cell, Long> change : unpublished.entrySet()) {
      if (change.getValue() != 0 && isShown(at, change.getKey())) {
        return true;
      }
    }
    return false;
  }

  void published() {
    unpublished.clear();
  }

  private static boolean isShown(Publication at, Cell cell) {
    if (cell instanceof Cell.Exclusion exclusion) {
      Epoch epoch = at.plan().epochs().get(exclusion.epoch());
      return ImbalanceFigures.isTested(at, epoch) && epoch.weights()[exclusion.variant()] > 0;
    }
    if (cell instanceof Cell.Crossover crossover) {
      Epoch epoch = at.plan().epochs().get(crossover.epoch());
      return ImbalanceFigures.isTested(at, epoch)
          && epoch.weights()[crossover.from()] > 0
          && epoch.weights()[crossover.to()] > 0;
    }
    return cell instanceof Cell.Mismatch mismatch
        && ImbalanceFigures.isTested(at, at.plan().epochs().get(mismatch.epoch()));
  }

  /** The tests that have ever counted a unit. */
  Set<ExclusionTest> excluded() {
    return excluded.keySet();
  }

  /** Units of an epoch, by variant. */
  long[] excluded(ExperimentPlan plan, ExclusionTest test, int epoch) {
    return roomy(plan, test)[epoch];
  }

  /** Units of an epoch, by variant of enrollment and by the one they crossed over to. */
  long[][] crossovers(ExperimentPlan plan, int epoch) {
    int variants = plan.variants();
    long[][] counts = crossovers.computeIfAbsent(epoch, e -> new long[variants][variants]);
    long[][] roomy = UnitCounts.grown(counts, variants, variants);
    if (roomy != counts) {
      crossovers.put(epoch, roomy);
    }
    return roomy;
  }

  long mismatches(int epoch) {
    return mismatches.getOrDefault(epoch, 0L);
  }

  private long[][] roomy(ExperimentPlan plan, ExclusionTest test) {
    int epochs = plan.epochs().size();
    long[][] counts = excluded.computeIfAbsent(test, t -> new long[epochs][plan.variants()]);
    long[][] roomy = UnitCounts.grown(counts, epochs, plan.variants());
    if (roomy != counts) {
      excluded.put(test, roomy);
    }
    return roomy;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(excluded.size());
    for (Map.Entry<ExclusionTest, long[][]> entry : excluded.entrySet()) {
      LedgerData.writeString(entry.getKey().name(), out);
      LedgerData.writeCounts(entry.getValue(), out);
    }
    out.writeInt(crossovers.size());
    for (Map.Entry<Integer, long[][]> entry : crossovers.entrySet()) {
      out.writeInt(entry.getKey());
      LedgerData.writeCounts(entry.getValue(), out);
    }
    out.writeInt(mismatches.size());
    for (Map.Entry<Integer, Long> entry : mismatches.entrySet()) {
      out.writeInt(entry.getKey());
      out.writeLong(entry.getValue());
    }
  }

  void read(DataInput in) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      ExclusionTest test = ExclusionTest.valueOf(LedgerData.readString(in));
      excluded.put(test, LedgerData.readCounts(in));
    }
    for (int i = in.readInt(); i > 0; i--) {
      int epoch = in.readInt();
      crossovers.put(epoch, LedgerData.readCounts(in));
    }
    for (int i = in.readInt(); i > 0; i--) {
      int epoch = in.readInt();
      mismatches.put(epoch, in.readLong());
    }
  }
}
