package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.Configuration.Metric;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that concerns one experiment: its units with what they did, and its health. */
final class ExperimentInput {

  final Experiment experiment;
  final Instants instants;
  final List<Epoch> epochs;
  final Map<String, Unit> units = new LinkedHashMap<>();
  final List<HealthEvent> healthEvents = new ArrayList<>();

  ExperimentInput(Experiment experiment, Instants instants, long settle) {
    this.experiment = experiment;
    this.instants = instants;
    this.epochs = experiment.epochs(settle);
  }

  /**
   * One more of something in experiment_health.
   *
   * @param variant null for a variant that is not configured
   * @param kind exposures, duplicates or rejected
   * @param metricsOnly known to the metrics job alone
   */
  record HealthEvent(long time, String variant, String kind, String reason, boolean metricsOnly) {}

  /** A metric event of a unit in a metric's window; amount in units of the metric's decimals. */
  record Hit(long time, BigInteger amount, boolean duplicate) {}

  /** One enrolled unit. */
  static final class Unit {
    final String id;
    final InputRecord enrolling;
    final int variant;
    final Epoch epoch;
    final Map<Metric, List<Hit>> hits = new LinkedHashMap<>();
    InputRecord crossover;

    Unit(String id, InputRecord enrolling, int variant, Epoch epoch) {
      this.id = id;
      this.enrolling = enrolling;
      this.variant = variant;
      this.epoch = epoch;
    }

    long enrolledAt() {
      return enrolling.time();
    }
  }

  Epoch epochAt(long time) {
    Epoch found = null;
    for (Epoch epoch : epochs) {
      if (epoch.begin() <= time) {
        found = epoch;
      }
    }
    return found;
  }

  /** The unit, if it was enrolled at {@code time} or before; else null. */
  Unit enrolledBy(String unitId, long time) {
    Unit unit = units.get(unitId);
    return unit != null && unit.enrolledAt() <= time ? unit : null;
  }

  boolean isInWindow(Metric metric, Unit unit, long time) {
    long from = unit.enrolledAt() + metric.delay();
    if (time < from) {
      return false;
    }
    if (metric.window() != null) {
      return time < from + metric.window();
    }
    return experiment.stoppedAt() == null || time < experiment.stoppedAt();
  }
}
