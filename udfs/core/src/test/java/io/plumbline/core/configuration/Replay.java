package io.plumbline.core.configuration;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.event.Event;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentCatalog;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.ledger.ExperimentHealth;
import io.plumbline.core.ledger.ExperimentLedger;
import io.plumbline.core.ledger.LedgerOutput;
import io.plumbline.core.ledger.MetricResult;
import io.plumbline.core.ledger.SrmCheck;
import io.plumbline.core.ledger.VariantMetric;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.EnrollmentVersion;
import io.plumbline.core.unit.Kept;
import io.plumbline.core.unit.Position;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.core.unit.Rejection;
import io.plumbline.core.unit.UnitFold;
import io.plumbline.core.unit.UnitId;
import io.plumbline.core.unit.UnitInput;
import io.plumbline.core.unit.UnitMemory;
import io.plumbline.core.unit.UnitOutput;
import io.plumbline.core.unit.UnitRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;

/** All that one experiment publishes of some events, tick by tick, as the jobs would. */
final class Replay implements UnitOutput, LedgerOutput {
  private static final Horizon HORIZON = new Horizon(Long.MIN_VALUE, Long.MAX_VALUE);
  private static final Position POSITION = new Position("t", 0, 1, 0);

  private final Timing timing;
  private final List<UnitInput> inputs = new ArrayList<>();
  private final Map<UnitId, UnitRecord> units =
      new TreeMap<>(java.util.Comparator.comparing(UnitId::type).thenComparing(UnitId::id));
  private final Map<UnitId, Memory> memories = new HashMap<>();
  private final List<Contribution> contributions = new ArrayList<>();
  private final List<Object> rows = new ArrayList<>();
  private ExperimentLedger ledger = new ExperimentLedger();

  private Replay(Timing timing, List<Event> events) {
    this.timing = timing;
    for (Event event : events) {
      inputs.add(
          new UnitInput(event.unitType(), event.unitId(), event.eventTime(), event, POSITION));
    }
  }

  /**
   * @param document that is in force at a tick; null: none
   * @param from before the first tick
   * @param until the last tick
   */
  static List<Object> rows(
      Timing timing, List<Event> events, LongFunction<Experiment> document, long from, long until) {
    Replay replay = new Replay(timing, events);
    for (long tick = timing.tickAfter(from); tick <= until; tick += timing.tickMs()) {
      replay.tick(document.apply(tick), tick);
    }
    return replay.rows;
  }

  private void tick(Experiment experiment, long tick) {
    List<Experiment> experiments = experiment == null ? List.of() : List.of(experiment);
    ExperimentCatalog catalog = new ExperimentCatalog(experiments, timing, HORIZON);
    UnitFold fold = UnitFold.ofMetrics(catalog);
    Map<UnitId, List<UnitInput>> due = new HashMap<>();
    for (UnitInput input : inputs) {
      if (tick - timing.tickMs() <= input.visibleAt() && input.visibleAt() < tick) {
        UnitId unit = new UnitId(input.unitType(), input.unitId());
        due.computeIfAbsent(unit, u -> new ArrayList<>()).add(input);
        units.putIfAbsent(unit, UnitRecord.EMPTY);
      }
    }
    for (UnitId unit : List.copyOf(units.keySet())) {
      Memory memory = memories.computeIfAbsent(unit, u -> new Memory());
      UnitRecord before = units.get(unit);
      List<UnitInput> mine = due.getOrDefault(unit, List.of());
      units.put(unit, fold.fold(unit, before, mine, tick, memory, this));
    }
    if (experiment == null) {
      return;
    }
    ExperimentPlan plan = ExperimentPlan.of(experiment, timing);
    TreeSet<Long> instants = new TreeSet<>();
    for (long instant : plan.instants()) {
      if (tick - timing.tickMs() < instant && instant < tick) {
        instants.add(instant);
      }
    }
    instants.add(tick);
    for (long instant : instants) {
      List<Contribution> now =
          contributions.stream().filter(contribution -> contribution.instant() <= instant).toList();
      contributions.removeAll(now);
      ledger.advance(plan, timing, HORIZON, instant, now, true, this);
    }
  }

  @Override
  public void contribution(Contribution contribution) {
    contributions.add(contribution);
  }

  @Override
  public void enrollment(EnrollmentVersion version) {
    rows.add(version);
  }

  @Override
  public void count(RecordCount count) {
    rows.add(count);
  }

  @Override
  public void reject(Rejection rejection) {
    rows.add(rejection);
  }

  @Override
  public void srmCheck(SrmCheck row) {
    rows.add(row);
  }

  @Override
  public void health(ExperimentHealth row) {
    rows.add(row);
  }

  @Override
  public void variantMetric(VariantMetric row) {
    rows.add(row);
  }

  @Override
  public void metricResult(MetricResult row) {
    rows.add(row);
  }

  @Override
  public void srmAlert(SrmAlert alert) {
    rows.add(alert);
  }

  @Override
  public void experimentAlert(ExperimentAlert alert) {
    rows.add(alert);
  }

  private static final class Memory implements UnitMemory {
    private final Map<String, Long> counted = new HashMap<>();
    private final TreeMap<Long, List<Kept>> kept = new TreeMap<>();

    @Override
    public Long lastCounted(String eventId) {
      return counted.get(eventId);
    }

    @Override
    public void rememberCounted(String eventId, long eventTime) {
      counted.put(eventId, eventTime);
    }

    @Override
    public SortedMap<Long, List<Kept>> kept() {
      return kept;
    }

    @Override
    public void keep(long tick, List<Kept> list) {
      kept.put(tick, list);
    }
  }
}
