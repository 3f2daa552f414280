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
  private final TreeSet<Long> offGridInstants = new TreeSet<>();
  private final Map<String, Long> unitTypeKnownFrom = new HashMap<>();
  private final Map<String, Uses> usesByEventName = new HashMap<>();

  /**
   * Who asks for events of one name.
   *
   * @param all by experiment key, whatever their time
   * @param allFrom from when on all of them ask
   */
  private record Uses(List<MetricUse> all, long allFrom) {
    private static final Uses NONE = new Uses(List.of(), Long.MIN_VALUE);
  }

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

  /** The same for an event that becomes visible at this time: null if it was not known then. */
  public ExperimentPlan plan(String experimentKey, long visibleAt) {
    ExperimentPlan plan = plans.get(experimentKey);
    return plan == null || plan.experiment().knownFrom() > visibleAt ? null : plan;
  }

  /** Whether any experiment known at this time randomises units of this type. */
  public boolean usesUnitType(String unitType, long visibleAt) {
    Long knownFrom = unitTypeKnownFrom.get(unitType);
    return knownFrom != null && knownFrom <= visibleAt;
  }

  /**
   * The metrics that ask for an event of this name which becomes visible at this time, by
   * experiment key, of all unit types. A task may hold a newer configuration than another at one
   * event; what is younger than the event does not ask for it anywhere.
   */
  public List<MetricUse> uses(String eventName, long visibleAt) {
    Uses uses = usesByEventName.getOrDefault(eventName, Uses.NONE);
    if (visibleAt >= uses.allFrom()) {
      return uses.all();
    }
    List<MetricUse> asking = new ArrayList<>();
    for (MetricUse use : uses.all()) {
      if (asksFrom(use) <= visibleAt) {
        asking.add(use);
      }
    }
    return asking;
  }

  /**
   * The instants strictly between two ticks at which rows of any experiment are published, in order
   * of time, and the later tick. Also of experiments on units of another type: what is refused for
   * lack of such a unit shows in their rows.
   */
  public List<Long> instants(long afterTick, long tick) {
    List<Long> instants = new ArrayList<>(offGridInstants.subSet(afterTick, false, tick, false));
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
    for (long instant : plan.instants()) {
      if (Math.floorMod(instant, timing.tickMs()) != 0) {
        offGridInstants.add(instant);
      }
    }
    unitTypeKnownFrom.merge(experiment.unitType(), experiment.knownFrom(), Math::min);
    for (int i = 0; i < experiment.metrics().size(); i++) {
      MetricUse use = new MetricUse(plan, i);
      usesByEventName.merge(
          experiment.metrics().get(i).metric().eventName(),
          new Uses(List.of(use), asksFrom(use)),
          ExperimentCatalog::and);
    }
  }

  private static Uses and(Uses some, Uses more) {
    List<MetricUse> all = new ArrayList<>(some.all());
    all.addAll(more.all());
    return new Uses(all, Math.max(some.allFrom(), more.allFrom()));
  }

  private static long asksFrom(MetricUse use) {
    return Math.max(
        use.plan().experiment().knownFrom(), use.plan().metric(use.metric()).metric().validFrom());
  }
}
