package io.plumbline.core.experiment;

import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** All experiments of a run, found by key, by unit type and by the events they ask for. */
public final class ExperimentCatalog {

  /** A metric of an experiment that asks for an event. */
  public record MetricUse(ExperimentPlan plan, int metric) {}

  private final Timing timing;
  private final Horizon horizon;
  private long lastTick;
  private final Map<String, ExperimentPlan> plans = new HashMap<>();
  private final Map<String, TreeSet<Long>> offGridInstants = new HashMap<>();
  private final Map<String, List<MetricUse>> usesByEventName = new HashMap<>();

  public ExperimentCatalog(Collection<Experiment> experiments, Timing timing, Horizon horizon) {
    this.timing = timing;
    this.horizon = horizon;
    TreeMap<String, Experiment> sorted = new TreeMap<>();
    experiments.forEach(e -> sorted.put(e.key(), e));
    lastTick = horizon.end();
    sorted.values().forEach(this::add);
  }

  public Timing timing() {
    return timing;
  }

  public Horizon horizon() {
    return horizon;
  }

  /** The plan of the experiment with this key, or null. */
  public ExperimentPlan plan(String experimentKey) {
    return plans.get(experimentKey);
  }

  /** Whether any experiment randomises units of this type. */
  public boolean usesUnitType(String unitType) {
    return offGridInstants.containsKey(unitType);
  }

  /** The metrics that ask for events of this name, by experiment key, of all unit types. */
  public List<MetricUse> uses(String eventName) {
    return usesByEventName.getOrDefault(eventName, List.of());
  }

  /**
   * The instants strictly between two ticks at which rows of experiments on this unit type are
   * published, in order of time, and the later tick.
   */
  public List<Long> instants(String unitType, long afterTick, long tick) {
    TreeSet<Long> offGrid = offGridInstants.get(unitType);
    if (offGrid == null) {
      return List.of(tick);
    }
    List<Long> instants = new ArrayList<>(offGrid.subSet(afterTick, false, tick, false));
    instants.add(tick);
    return instants;
  }

  /** The first tick at or after the last instant of all experiments. */
  public long lastTick() {
    return lastTick;
  }

  private void add(Experiment experiment) {
    ExperimentPlan plan = ExperimentPlan.of(experiment, timing);
    plans.put(experiment.key(), plan);
    long last = plan.lastInstant(horizon);
    lastTick = Math.max(lastTick, last == Long.MAX_VALUE ? last : timing.tickAfter(last - 1));
    TreeSet<Long> offGrid =
        offGridInstants.computeIfAbsent(experiment.unitType(), type -> new TreeSet<>());
    for (long instant : plan.instants()) {
      if (Math.floorMod(instant, timing.tickMs()) != 0) {
        offGrid.add(instant);
      }
    }
    for (int i = 0; i < experiment.metrics().size(); i++) {
      usesByEventName
          .computeIfAbsent(experiment.metrics().get(i).metric().eventName(), n -> new ArrayList<>())
          .add(new MetricUse(plan, i));
    }
  }
}
