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
   * @param last those that still ask
   * @param lastFrom from when on it is these, and nothing changes any more
   */
  private record Uses(List<MetricUse> all, List<MetricUse> last, long lastFrom) {
    private static final Uses NONE = new Uses(List.of(), List.of(), Long.MIN_VALUE);

    static Uses of(List<MetricUse> all, long lastFrom) {
      return new Uses(all, asking(all, lastFrom), lastFrom);
    }
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
   * event; what is younger than the event does not ask for it anywhere, nor does a metric that was
   * retired when it came.
   */
  public List<MetricUse> uses(String eventName, long visibleAt) {
    Uses uses = usesByEventName.getOrDefault(eventName, Uses.NONE);
    return visibleAt >= uses.lastFrom() ? uses.last() : asking(uses.all(), visibleAt);
  }

  private static List<MetricUse> asking(List<MetricUse> all, long visibleAt) {
    List<MetricUse> asking = new ArrayList<>();
    for (MetricUse use : all) {
      Experiment experiment = use.plan().experiment();
      if (experiment.knownFrom() <= visibleAt
          && experiment.metrics().get(use.metric()).isInForceAt(visibleAt)) {
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
    Long first = offGridInstants.higher(afterTick);
    if (first == null || first >= tick) {
      return List.of(tick);
    }
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
          Uses.of(List.of(use), lastChange(use)),
          ExperimentCatalog::and);
    }
  }

  private static Uses and(Uses some, Uses more) {
    List<MetricUse> all = new ArrayList<>(some.all());
    all.addAll(more.all());
    return Uses.of(all, Math.max(some.lastFrom(), more.lastFrom()));
  }

  /** When it last began or ceased to ask. */
  private static long lastChange(MetricUse use) {
    ExperimentMetric metric = use.plan().metric(use.metric());
    long last = Math.max(use.plan().experiment().knownFrom(), metric.metric().validFrom());
    for (MetricTerms terms : metric.terms()) {
      last = Math.max(last, terms.validFrom());
      if (terms.validUntil() != ExperimentMetric.IN_FORCE) {
        last = Math.max(last, terms.validUntil());
      }
    }
    return last;
  }
}
