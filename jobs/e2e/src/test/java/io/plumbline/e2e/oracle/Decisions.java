package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.Configuration.Metric;
import io.plumbline.e2e.oracle.ExperimentInput.LeftOut;
import io.plumbline.e2e.oracle.ExperimentInput.Refusal;
import io.plumbline.e2e.oracle.PartitionLog.Kind;
import io.plumbline.e2e.oracle.UnitInput.UnitEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges every record by what no later record can change, and sorts the rest by unit. */
final class Decisions {

  private static final long DAY_MS = Duration.ofDays(1).toMillis();
  private static final int UNIT_LIMIT = 100_000;

  /** Reasons for which exposures are left out that a test looks at. */
  private static final Set<String> EXCLUSIONS =
      Set.of("TOO_LATE", "IN_FUTURE", "SAMPLED", "UNIT_LIMIT");

  private final Configuration configuration;
  private final RunTiming timing;
  private final Set<String> usedUnitTypes;
  private final Map<String, ExperimentInput> experiments = new LinkedHashMap<>();
  private final Map<List<String>, UnitInput> units = new LinkedHashMap<>();
  private final Map<Arrival, Outcome> settled = new LinkedHashMap<>();
  private final Map<UnitInput, List<UnitEvent>> accounted = new HashMap<>();
  private final Map<List<Object>, Integer> exposuresOfUnitAndDay = new HashMap<>();
  private final Map<List<Object>, Integer> eventsOfUnitAndDay = new HashMap<>();
  private final Map<List<Object>, Long> lastCounted = new HashMap<>();

  Decisions(Configuration configuration, List<Arrival> arrivals, RunTiming timing) {
    this.configuration = configuration;
    this.timing = timing;
    this.usedUnitTypes = configuration.unitTypes();
    for (Experiment experiment : configuration.experiments()) {
      experiments.put(experiment.key(), new ExperimentInput(experiment, timing.settleMs()));
    }
    List<Arrival> readable = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      if (arrival.record == null) {
        settle(arrival, Outcome.REJECTED, arrival.refusal);
      } else {
        readable.add(arrival);
      }
    }
    readable.sort(Arrival.BY_VISIBILITY);
    for (Arrival arrival : readable) {
      if (arrival.kind == Kind.EXPOSURES) {
        decideExposure(arrival);
      } else {
        decideEvent(arrival);
      }
    }
    for (ExperimentInput input : experiments.values()) {
      input.exposures.values().forEach(list -> list.sort(Arrival.BY_ENROLLMENT));
    }
  }

  ExperimentInput of(Experiment experiment) {
    return experiments.get(experiment.key());
  }

  List<ExperimentInput> experiments() {
    return List.copyOf(experiments.values());
  }

  /** What has become of records of which no later record changes it. */
  Map<Arrival, Outcome> settled() {
    return settled;
  }

  /** The events that are applied or unmatched by the unit's enrollments. */
  Map<UnitInput, List<UnitEvent>> accounted() {
    return accounted;
  }

  /** Unit id by which a rejected record is named; the source knows no experiments. */
  String unitNamedBy(Arrival arrival) {
    InputRecord record = arrival.record;
    if (arrival.refusal != null) {
      return record.units().get(record.units().firstKey());
    }
    if (record.eventName() != null) {
      return record.units().get(accountedType(record));
    }
    ExperimentInput input = experiments.get(record.experiment());
    String own = input == null ? null : record.units().get(input.experiment.unitType());
    return own == null ? record.units().get(record.units().firstKey()) : own;
  }

  private void settle(Arrival arrival, String kind, String reason) {
    long from = Instants.gridAfter(arrival.visibleAt, timing.tickMs());
    settled.put(arrival, new Outcome(from, kind, reason));
  }

  private UnitInput unit(String type, String id) {
    return units.computeIfAbsent(List.of(type, id), key -> new UnitInput(type, id));
  }

  private void decideExposure(Arrival exposure) {
    InputRecord record = exposure.record;
    ExperimentInput input = experiments.get(record.experiment());
    boolean known = input != null && input.experiment.knownFrom() <= exposure.visibleAt;
    String reason = exposure.refusal;
    if (reason == null) {
      reason = known ? rejection(exposure, input) : "UNKNOWN_EXPERIMENT";
    }
    if (reason == null) {
      String type = input.experiment.unitType();
      UnitInput unit = unit(type, record.units().get(type));
      input.exposures.computeIfAbsent(unit, u -> new ArrayList<>()).add(exposure);
      return;
    }
    settle(exposure, Outcome.REJECTED, reason);
    if (known) {
      boolean configured = input.experiment.variants().contains(record.variant());
      String variant = configured ? record.variant() : null;
      input.refusals.add(new Refusal(exposure.visibleAt, variant, reason));
      leaveOut(exposure, input, reason);
    }
  }

  /** Only of units, and what would have counted but for the reason. */
  private void leaveOut(Arrival exposure, ExperimentInput input, String reason) {
    Experiment experiment = input.experiment;
    String unitId = exposure.record.units().get(experiment.unitType());
    int variant = experiment.variants().indexOf(exposure.record.variant());
    if (unitId == null || variant < 0 || !EXCLUSIONS.contains(reason)) {
      return;
    }
    long place = Math.min(exposure.time(), exposure.visibleAt);
    Long stop = experiment.stoppedAt();
    boolean after =
        stop != null && (place >= stop || exposure.visibleAt - timing.latenessMs() >= stop);
    if (place >= experiment.startedAt() && !after) {
      input
          .leftOut
          .computeIfAbsent(unit(experiment.unitType(), unitId), u -> new ArrayList<>())
          .add(new LeftOut(exposure, reason, variant, place));
    }
  }

  private String rejection(Arrival exposure, ExperimentInput input) {
    Experiment experiment = input.experiment;
    String unitId = exposure.record.units().get(experiment.unitType());
    if (unitId == null) {
      return "MISSING_UNIT";
    }
    if (!experiment.variants().contains(exposure.record.variant())) {
      return "UNKNOWN_VARIANT";
    }
    boolean stopped = experiment.stoppedAt() != null && exposure.time() >= experiment.stoppedAt();
    if (exposure.time() < experiment.startedAt() || stopped) {
      return "OUTSIDE_EXPERIMENT";
    }
    List<Object> unitAndDay = List.of(experiment.unitType(), unitId, day(exposure));
    boolean tooMany = exposuresOfUnitAndDay.merge(unitAndDay, 1, Integer::sum) > UNIT_LIMIT;
    return tooMany ? "UNIT_LIMIT" : null;
  }

  private static long day(Arrival arrival) {
    return Math.floorDiv(arrival.visibleAt, DAY_MS);
  }

  private List<String> usedTypes(InputRecord event) {
    return event.units().keySet().stream().filter(usedUnitTypes::contains).toList();
  }

  private String accountedType(InputRecord event) {
    List<String> used = usedTypes(event);
    return used.isEmpty() ? event.units().firstKey() : used.get(0);
  }

  private void decideEvent(Arrival event) {
    InputRecord record = event.record;
    boolean asked = configuration.asksFor(record.eventName(), event.visibleAt);
    String reason = event.refusal;
    if (reason == null && !asked) {
      settle(event, Outcome.UNMATCHED, null);
      return;
    }
    if (reason == null && isOutOfRange(event)) {
      reason = "VALUE_OUT_OF_RANGE";
    }
    if (reason != null) {
      settle(event, Outcome.REJECTED, reason);
    }
    List<String> types = usedTypes(record);
    for (String type : types) {
      UnitEvent judged =
          reason == null ? judge(event, type) : new UnitEvent(event, Outcome.REJECTED, reason);
      UnitInput unit = unit(type, record.units().get(type));
      unit.events.add(judged);
      if (type.equals(types.get(0)) && reason == null) {
        if (judged.isCounted()) {
          accounted.computeIfAbsent(unit, u -> new ArrayList<>()).add(judged);
        } else {
          settle(event, judged.kind(), judged.reason());
        }
      }
    }
    if (types.isEmpty() && reason == null) {
      // of no unit that any experiment knows: only a limit or a repetition is told from unmatched
      UnitEvent judged = judge(event, record.units().firstKey());
      settle(event, judged.isCounted() ? Outcome.UNMATCHED : judged.kind(), judged.reason());
    }
  }

  /** An event counts once for each of its identities. */
  private UnitEvent judge(Arrival event, String unitType) {
    String unitId = event.record.units().get(unitType);
    List<Object> unitAndDay = List.of(unitType, unitId, day(event));
    if (eventsOfUnitAndDay.merge(unitAndDay, 1, Integer::sum) > UNIT_LIMIT) {
      return new UnitEvent(event, Outcome.REJECTED, "UNIT_LIMIT");
    }
    List<Object> unitAndEvent = List.of(unitType, unitId, event.record.id());
    Long before = lastCounted.get(unitAndEvent);
    if (before != null && event.visibleAt <= before + timing.latenessMs()) {
      return new UnitEvent(event, Outcome.DUPLICATE, null);
    }
    lastCounted.merge(unitAndEvent, event.time(), Math::max);
    return new UnitEvent(event, Outcome.APPLIED, null);
  }

  private boolean isOutOfRange(Arrival event) {
    Double value = event.record.value();
    if (value == null) {
      return false;
    }
    if (!Double.isFinite(value)) {
      return true;
    }
    for (Experiment experiment : configuration.experiments()) {
      if (experiment.knownFrom() > event.visibleAt) {
        continue;
      }
      for (Metric metric : experiment.metrics()) {
        if (metric.kind().equals("sum")
            && metric.isInForce(event.visibleAt)
            && metric.eventName().equals(event.record.eventName())
            && !ExactMath.isInRange(value, metric.decimals())) {
          return true;
        }
      }
    }
    return false;
  }
}
