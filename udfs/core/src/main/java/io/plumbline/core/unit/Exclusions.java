package io.plumbline.core.unit;

import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.ExperimentCatalog;
import io.plumbline.core.experiment.ExperimentPlan;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What experiments leave out of a unit, on its way through a tick.
 *
 * <p>A unit is in at most one cell of a test: under the variant and epoch in which it is enrolled
 * as of the instant; while it is not, under those of its first exposure that was left out, in the
 * order of counting, which no later arrival can change. When the enrollment moves, so does the
 * unit.
 */
final class Exclusions {
  private final ExperimentCatalog catalog;
  private final Map<String, Map<ExclusionTest, Excluded>> start;

  /** The same map until something changes, which is rare. */
  private Map<String, Map<ExclusionTest, Excluded>> current;

  private Map<String, Map<ExclusionTest, Excluded>> beforeInstant = Map.of();

  Exclusions(ExperimentCatalog catalog, Map<String, Map<ExclusionTest, Excluded>> start) {
    this.catalog = catalog;
    this.start = start;
    this.current = start;
  }

  /** An exposure is left out; in the order of counting. */
  void addExposure(ExperimentPlan plan, ExclusionTest test, int variant, long time) {
    if (!of(plan.key()).containsKey(test)) {
      int epoch = plan.epochAt(time).index();
      put(plan.key(), test, Excluded.ofExposure(variant, epoch));
    }
  }

  /**
   * Metric events that count for the enrollment are left out.
   *
   * @param count negative where they are taken back
   */
  void addMetricEvents(ExperimentPlan plan, ExclusionTest test, long count) {
    Excluded before = of(plan.key()).get(test);
    long events = (before == null ? 0 : before.events()) + count;
    put(plan.key(), test, events == 0 ? null : Excluded.ofMetricEvents(events));
  }

  private Map<ExclusionTest, Excluded> of(String experimentKey) {
    return current.getOrDefault(experimentKey, Map.of());
  }

  private void put(String experimentKey, ExclusionTest test, Excluded excluded) {
    Map<ExclusionTest, Excluded> before = of(experimentKey);
    current = current == start ? new HashMap<>(start) : current;
    beforeInstant = beforeInstant.isEmpty() ? new TreeMap<>() : beforeInstant;
    beforeInstant.putIfAbsent(experimentKey, before);
    Map<ExclusionTest, Excluded> next = new EnumMap<>(ExclusionTest.class);
    next.putAll(before);
    if (excluded == null) {
      next.remove(test);
    } else {
      next.put(test, excluded);
    }
    if (next.isEmpty()) {
      current.remove(experimentKey);
    } else {
      current.put(experimentKey, next);
    }
  }

  /**
   * Emits what has changed in an experiment whose membership has changed as well.
   *
   * @param from the membership before the instant; null: none
   */
  void emit(ExperimentPlan plan, Membership from, Membership to, long instant, UnitOutput out) {
    Map<ExclusionTest, Excluded> after = of(plan.key());
    Map<ExclusionTest, Excluded> before = beforeInstant.getOrDefault(plan.key(), after);
    if (before.isEmpty() && after.isEmpty()) {
      return;
    }
    if (before != after) {
      beforeInstant.remove(plan.key());
    }
    for (ExclusionTest test : ExclusionTest.values()) {
      Cell left = cell(test, before.get(test), from);
      Cell entered = cell(test, after.get(test), to);
      if (!Objects.equals(left, entered)) {
        emit(plan, left, -1, instant, out);
        emit(plan, entered, 1, instant, out);
      }
    }
  }

  /** Emits what has changed in all other experiments. */
  void emitRest(Function<String, Membership> memberships, long instant, UnitOutput out) {
    if (beforeInstant.isEmpty()) {
      return;
    }
    for (String key : List.copyOf(beforeInstant.keySet())) {
      Membership membership = memberships.apply(key);
      emit(catalog.plan(key), membership, membership, instant, out);
    }
    beforeInstant = Map.of();
  }

  private static Cell cell(ExclusionTest test, Excluded excluded, Membership membership) {
    if (excluded == null) {
      return null;
    }
    if (membership != null) {
      return new Cell.Exclusion(test, membership.epoch(), membership.variant());
    }
    return test.isOfMetricEvents()
        ? null
        : new Cell.Exclusion(test, excluded.epoch(), excluded.variant());
  }

  private static void emit(ExperimentPlan plan, Cell cell, int sign, long instant, UnitOutput out) {
    if (cell != null) {
      ExactMoments amount = new ExactMoments();
      amount.addUnits(sign);
      out.contribution(new Contribution(plan.key(), instant, cell, amount));
    }
  }

  /** By experiment key. */
  Map<String, Map<ExclusionTest, Excluded>> all() {
    return current == start ? start : Map.copyOf(current);
  }
}
