package io.plumbline.core.unit;

import io.plumbline.core.experiment.ExperimentCatalog;
import io.plumbline.core.experiment.ExperimentPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A unit's memberships on their way through a tick, with what they were before. */
final class Memberships {
  private final ExperimentCatalog catalog;
  private final UnitId unit;
  private final Map<String, Membership> start;
  private final Map<String, Membership> current;
  private final Map<String, Membership> beforeInstant = new TreeMap<>();
  private final Map<String, Membership> beforeTick = new TreeMap<>();

  Memberships(ExperimentCatalog catalog, UnitId unit, Map<String, Membership> start) {
    this.catalog = catalog;
    this.unit = unit;
    this.start = start;
    this.current = new HashMap<>(start);
  }

  /** The unit's membership, if the experiment randomises units of its type and has it. */
  Membership of(ExperimentPlan plan) {
    return plan.experiment().unitType().equals(unit.type()) ? current.get(plan.key()) : null;
  }

  void put(ExperimentPlan plan, Membership membership) {
    Membership before = current.put(plan.key(), membership);
    if (!beforeInstant.containsKey(plan.key())) {
      beforeInstant.put(plan.key(), before);
    }
    if (!beforeTick.containsKey(plan.key())) {
      beforeTick.put(plan.key(), start.get(plan.key()));
    }
  }

  void putTotal(ExperimentPlan plan, int metric, MetricTotal total) {
    put(plan, current.get(plan.key()).withTotal(metric, total));
  }

  List<String> experimentKeys() {
    return List.copyOf(current.keySet());
  }

  Membership get(String experimentKey) {
    return current.get(experimentKey);
  }

  /**
   * Tells how memberships have changed since it was asked before: experiment key, and from what.
   */
  void takeChanges(BiConsumer<ExperimentPlan, Membership> changes) {
    beforeInstant.forEach((key, before) -> changes.accept(catalog.plan(key), before));
    beforeInstant.clear();
  }

  /** All that changed since the start: experiment key, and what it was then or null. */
  Map<String, Membership> before() {
    return beforeTick;
  }

  Map<String, Membership> all() {
    return Map.copyOf(current);
  }
}
