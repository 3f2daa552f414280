package io.plumbline.core.unit;

import io.plumbline.core.experiment.ExperimentCatalog;
import io.plumbline.core.experiment.ExperimentPlan;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** A unit's memberships on their way through a tick, with what they were before. */
final class Memberships {
  private final ExperimentCatalog catalog;
  private final UnitId unit;
  private final Map<String, Membership> start;

  /** The same map until something changes. */
  private Map<String, Membership> current;

  /** Of those that have changed since the start; null where there was none. */
  private final Map<String, Membership> beforeTick = new LinkedHashMap<>();

  /** Of those that have changed since it was asked last. */
  private final Map<String, Membership> beforeInstant = new LinkedHashMap<>();

  Memberships(ExperimentCatalog catalog, UnitId unit, Map<String, Membership> start) {
    this.catalog = catalog;
    this.unit = unit;
    this.start = start;
    this.current = start;
  }

  /** The unit's membership, if the experiment randomises units of its type and has it. */
  Membership of(ExperimentPlan plan) {
    return plan.experiment().unitType().equals(unit.type()) ? current.get(plan.key()) : null;
  }

  void put(ExperimentPlan plan, Membership membership) {
    String key = plan.key();
    if (current == start) {
      current = new HashMap<>(start);
    }
    Membership before = current.put(key, membership);
    if (!beforeInstant.containsKey(key)) {
      beforeInstant.put(key, before);
      if (!beforeTick.containsKey(key)) {
        beforeTick.put(key, before);
      }
    }
  }

  void putTotal(ExperimentPlan plan, int metric, MetricTotal total) {
    put(plan, current.get(plan.key()).withTotal(metric, total));
  }

  /** Of all memberships; it may be gone through while their totals change. */
  Set<String> experimentKeys() {
    return current.keySet();
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
    return current == start ? start : Map.copyOf(current);
  }
}
