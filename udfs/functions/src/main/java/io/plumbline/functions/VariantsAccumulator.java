package io.plumbline.functions;

import io.plumbline.core.statistics.Arm;
import io.plumbline.core.statistics.EpochPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.table.api.dataview.MapView;

/**
 * The newest row of {@code variant_metrics} of control and treatment in each epoch, and how they
 * are to be compared. Public for the planner alone.
 */
public class VariantsAccumulator {

  public MapView<Integer, Side> controls = new MapView<>();
  public MapView<Integer, Side> treatments = new MapView<>();
  public Instant asOf;
  public boolean isMarked;
  public boolean isProportion;
  public double alpha;
  public long plannedUnits;

  /** A variant in an epoch. */
  public static class Side {
    public Instant asOf;
    public long plannedWeight;
    public long units;
    public long nonzeroUnits;
    public double sumY;
    public double m2Y;

    private Arm arm() {
      return new Arm(units, sumY, m2Y, nonzeroUnits);
    }
  }

  void compareBy(
      Instant at, boolean mark, boolean proportion, double newAlpha, long newPlannedUnits) {
    if (asOf == null || at.isAfter(asOf) || (at.equals(asOf) && (mark || !isMarked))) {
      asOf = at;
      isMarked = mark;
      isProportion = proportion;
      alpha = newAlpha;
      plannedUnits = newPlannedUnits;
    }
  }

  static void put(MapView<Integer, Side> sides, int epoch, Side side) throws Exception {
    Side before = sides.get(epoch);
    if (before == null || !before.asOf.isAfter(side.asOf)) {
      sides.put(epoch, side);
    }
  }

  /** In order of time; an epoch that plans only one of both compares nothing. */
  List<EpochPair> epochs() throws Exception {
    TreeMap<Integer, Side> ofControl = new TreeMap<>();
    controls.entries().forEach(entry -> ofControl.put(entry.getKey(), entry.getValue()));
    List<EpochPair> epochs = new ArrayList<>();
    for (var entry : ofControl.entrySet()) {
      Side control = entry.getValue();
      Side treatment = treatments.get(entry.getKey());
      if (treatment != null && control.plannedWeight > 0 && treatment.plannedWeight > 0) {
        double share =
            (double) treatment.plannedWeight
                / ((double) treatment.plannedWeight + (double) control.plannedWeight);
        epochs.add(new EpochPair(control.arm(), treatment.arm(), share));
      }
    }
    return epochs;
  }

  static long units(MapView<Integer, Side> sides) throws Exception {
    long units = 0;
    for (Side side : sides.values()) {
      units += side.units;
    }
    return units;
  }

  boolean isEmpty() throws Exception {
    return controls.isEmpty() && treatments.isEmpty();
  }
}
