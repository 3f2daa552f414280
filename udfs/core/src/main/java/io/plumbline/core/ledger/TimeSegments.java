package io.plumbline.core.ledger;

import io.plumbline.core.diagnosis.Part;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.unit.Cell;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Enrolled units of the whole experiment by the UTC day and the UTC hour of the day at which they
 * were enrolled. Those are segments of the split, not of metrics.
 */
final class TimeSegments {
  private final TreeMap<Integer, UnitCounts> days = new TreeMap<>();
  private final TreeMap<Integer, UnitCounts> hours = new TreeMap<>();

  /** Whether all units were counted by hour: what an earlier version counted was not. */
  private boolean knowsHours = true;

  /** Takes units of (all, all). */
  void add(ExperimentPlan plan, Cell.Units cell, long units) {
    counts(days, cell.day(), plan).add(cell.epoch(), cell.variant(), units);
    if (cell.hour() == Cell.UNKNOWN_HOUR) {
      knowsHours = false;
      hours.clear();
    }
    if (knowsHours) {
      counts(hours, cell.hour(), plan).add(cell.epoch(), cell.variant(), units);
    }
  }

  /** Makes room for the epochs of a longer history, and for variants that were added. */
  void grow(ExperimentPlan plan) {
    days.keySet().forEach(day -> counts(days, day, plan));
    hours.keySet().forEach(hour -> counts(hours, hour, plan));
  }

  private static UnitCounts counts(
      TreeMap<Integer, UnitCounts> of, int number, ExperimentPlan plan) {
    UnitCounts units =
        of.computeIfAbsent(number, n -> new UnitCounts(plan.epochs().size(), plan.variants()));
    units.grow(plan.epochs().size(), plan.variants());
    return units;
  }

  /** By days since 1970-01-01. */
  TreeMap<Integer, UnitCounts> days() {
    return days;
  }

  /** Days, then hours. */
  Map<SegmentKey, UnitCounts> segments() {
    Map<SegmentKey, UnitCounts> segments = new TreeMap<>();
    put(Part.DAY, days, day -> LocalDate.ofEpochDay(day).toString(), segments);
    put(Part.HOUR_OF_DAY, hours, hour -> (hour < 10 ? "0" : "") + hour, segments);
    return segments;
  }

  private static void put(
      String dimension,
      TreeMap<Integer, UnitCounts> from,
      Function<Integer, String> name,
      Map<SegmentKey, UnitCounts> to) {
    from.forEach((number, units) -> to.put(new SegmentKey(dimension, name.apply(number)), units));
  }

  /** A new process knows nothing of the one before. */
  void forgetMaxCombined() {
    days.values().forEach(UnitCounts::forgetMaxCombined);
    hours.values().forEach(UnitCounts::forgetMaxCombined);
  }

  void write(DataOutput out) throws IOException {
    write(days, out);
    out.writeBoolean(knowsHours);
    write(hours, out);
  }

  private static void write(TreeMap<Integer, UnitCounts> from, DataOutput out) throws IOException {
    out.writeInt(from.size());
    for (Map.Entry<Integer, UnitCounts> entry : from.entrySet()) {
      out.writeInt(entry.getKey());
      entry.getValue().write(out);
    }
  }

  void read(DataInput in, int format) throws IOException {
    if (format <= ExperimentLedger.WITHOUT_TIMES) {
      for (int i = in.readInt(); i > 0; i--) {
        int day = in.readInt();
        days.put(day, UnitCounts.unpublished(LedgerData.readCounts(in)));
      }
      knowsHours = days.isEmpty();
      return;
    }
    read(days, in, format);
    knowsHours = in.readBoolean();
    read(hours, in, format);
  }

  private static void read(TreeMap<Integer, UnitCounts> to, DataInput in, int format)
      throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      int number = in.readInt();
      to.put(number, UnitCounts.read(in, format));
    }
  }
}
