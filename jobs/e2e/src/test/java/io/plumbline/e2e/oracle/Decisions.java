package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.Configuration.Metric;
import io.plumbline.e2e.oracle.ExperimentInput.HealthEvent;
import io.plumbline.e2e.oracle.ExperimentInput.Hit;
import io.plumbline.e2e.oracle.ExperimentInput.Unit;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Judges every record, one after the other in the order in which they count. */
final class Decisions {

  private static final long DAY_MS = Duration.ofDays(1).toMillis();
  private static final int UNIT_LIMIT = 100_000;

  private final Configuration configuration;
  private final Set<String> usedUnitTypes;
  private final Map<String, ExperimentInput> experiments = new LinkedHashMap<>();
  private final List<Outcome> exposureOutcomes = new ArrayList<>();
  private final List<Outcome> eventOutcomes = new ArrayList<>();
  private final Map<List<Object>, Integer> exposuresOfUnitAndDay = new HashMap<>();
  private final Map<List<Object>, Integer> eventsOfUnitAndDay = new HashMap<>();
  private final Set<List<String>> seenEventIds = new HashSet<>();

  Decisions(Configuration configuration, Function<Experiment, Instants> instants, long settle) {
    this.configuration = configuration;
    this.usedUnitTypes = configuration.unitTypes();
    for (Experiment experiment : configuration.experiments()) {
      experiments.put(
          experiment.key(), new ExperimentInput(experiment, instants.apply(experiment), settle));
    }
  }

  List<Outcome> exposureOutcomes() {
    return exposureOutcomes;
  }

  List<Outcome> eventOutcomes() {
    return eventOutcomes;
  }

  ExperimentInput of(Experiment experiment) {
    return experiments.get(experiment.key());
  }

  /** To be called in enrollment order, before any event is judged. */
  void decideExposure(InputRecord exposure) {
    ExperimentInput input = experiments.get(exposure.experiment());
    String reason = input == null ? "UNKNOWN_EXPERIMENT" : rejection(exposure, input);
    String unitId = unitNamedBy(exposure, input);
    String kind = reason == null ? Outcome.APPLIED : Outcome.REJECTED;
    exposureOutcomes.add(new Outcome(exposure, kind, reason, unitId));
    if (input == null) {
      return;
    }
    boolean configured = input.experiment.variants().contains(exposure.variant());
    input.healthEvents.add(
        new HealthEvent(
            exposure.time(),
            configured ? exposure.variant() : null,
            reason == null ? "exposures" : Outcome.REJECTED,
            reason,
            false));
    if (reason == null) {
      enroll(exposure, unitId, input);
    }
  }

  /** Of the experiment's own unit type; where there is none, the first by name. */
  private static String unitNamedBy(InputRecord exposure, ExperimentInput input) {
    String own = input == null ? null : exposure.units().get(input.experiment.unitType());
    return own == null ? exposure.units().get(exposure.units().firstKey()) : own;
  }

  private String rejection(InputRecord exposure, ExperimentInput input) {
    Experiment experiment = input.experiment;
    String unitId = exposure.units().get(experiment.unitType());
    if (unitId == null) {
      return "MISSING_UNIT";
    }
    int variant = experiment.variants().indexOf(exposure.variant());
    if (variant < 0) {
      return "UNKNOWN_VARIANT";
    }
    boolean stopped = experiment.stoppedAt() != null && exposure.time() >= experiment.stoppedAt();
    if (exposure.time() < experiment.startedAt() || stopped) {
      return "OUTSIDE_EXPERIMENT";
    }
    List<Object> unitAndDay =
        List.of(experiment.unitType(), unitId, Math.floorDiv(exposure.time(), DAY_MS));
    if (exposuresOfUnitAndDay.merge(unitAndDay, 1, Integer::sum) > UNIT_LIMIT) {
      return "UNIT_LIMIT";
    }
    Epoch epoch = input.epochAt(exposure.time());
    if (!input.units.containsKey(unitId) && !epoch.mayEnroll()[variant]) {
      return "UNKNOWN_VARIANT";
    }
    return null;
  }

  private static void enroll(InputRecord exposure, String unitId, ExperimentInput input) {
    int variant = input.experiment.variants().indexOf(exposure.variant());
    Unit unit = input.units.get(unitId);
    if (unit == null) {
      Epoch epoch = input.epochAt(exposure.time());
      input.units.put(unitId, new Unit(unitId, exposure, variant, epoch));
    } else if (unit.variant != variant && unit.crossover == null) {
      unit.crossover = exposure;
    }
  }

  /** To be called in order of (time, content), when all exposures are judged. */
  void decideEvent(InputRecord event) {
    List<String> unitTypes =
        event.units().keySet().stream().filter(usedUnitTypes::contains).toList();
    String accounted = unitTypes.isEmpty() ? event.units().firstKey() : unitTypes.get(0);
    String unitId = event.units().get(accounted);
    if (!configuration.asksFor(event.eventName())) {
      eventOutcomes.add(new Outcome(event, Outcome.UNMATCHED, null, unitId));
      return;
    }
    if (isOutOfRange(event)) {
      unitTypes.forEach(type -> rejectInHealth(event, type, "VALUE_OUT_OF_RANGE"));
      eventOutcomes.add(new Outcome(event, Outcome.REJECTED, "VALUE_OUT_OF_RANGE", unitId));
      return;
    }
    Outcome outcome = decideFor(event, accounted);
    eventOutcomes.add(outcome);
    for (String type : unitTypes) {
      if (!type.equals(accounted)) {
        decideFor(event, type);
      }
    }
  }

  /** An event counts once for each of its identities. */
  private Outcome decideFor(InputRecord event, String unitType) {
    String unitId = event.units().get(unitType);
    List<Object> unitAndDay = List.of(unitType, unitId, Math.floorDiv(event.time(), DAY_MS));
    if (eventsOfUnitAndDay.merge(unitAndDay, 1, Integer::sum) > UNIT_LIMIT) {
      rejectInHealth(event, unitType, "UNIT_LIMIT");
      return new Outcome(event, Outcome.REJECTED, "UNIT_LIMIT", unitId);
    }
    boolean duplicate = !seenEventIds.add(List.of(unitType, unitId, event.id()));
    boolean applied = attribute(event, unitType, duplicate);
    String kind = applied ? Outcome.APPLIED : Outcome.UNMATCHED;
    return new Outcome(event, duplicate ? Outcome.DUPLICATE : kind, null, unitId);
  }

  /** True when it is in the window of any metric. */
  private boolean attribute(InputRecord event, String unitType, boolean duplicate) {
    boolean inAnyWindow = false;
    for (ExperimentInput input : experiments.values()) {
      Unit unit = enrolledUnit(input, event, unitType);
      if (unit == null) {
        continue;
      }
      if (duplicate) {
        input.healthEvents.add(
            new HealthEvent(event.time(), variant(input, unit), Outcome.DUPLICATE, null, true));
      }
      for (Metric metric : input.experiment.metrics()) {
        if (metric.takes(event.eventName(), event.attributes())
            && input.isInWindow(metric, unit, event.time())) {
          inAnyWindow = true;
          unit.hits
              .computeIfAbsent(metric, m -> new ArrayList<>())
              .add(new Hit(event.time(), amount(metric, event), duplicate));
        }
      }
    }
    return inAnyWindow;
  }

  private void rejectInHealth(InputRecord event, String unitType, String reason) {
    for (ExperimentInput input : experiments.values()) {
      Unit unit = enrolledUnit(input, event, unitType);
      if (unit != null) {
        input.healthEvents.add(
            new HealthEvent(event.time(), variant(input, unit), Outcome.REJECTED, reason, true));
      }
    }
  }

  /**
   * The event's unit in an experiment that asks for the event's name, enrolled when it happened.
   */
  private static Unit enrolledUnit(ExperimentInput input, InputRecord event, String unitType) {
    boolean concerned =
        input.experiment.unitType().equals(unitType) && input.experiment.asksFor(event.eventName());
    return concerned ? input.enrolledBy(event.units().get(unitType), event.time()) : null;
  }

  private static String variant(ExperimentInput input, Unit unit) {
    return input.experiment.variants().get(unit.variant);
  }

  private boolean isOutOfRange(InputRecord event) {
    if (event.value() == null) {
      return false;
    }
    if (!Double.isFinite(event.value())) {
      return true;
    }
    return configuration.experiments().stream()
        .flatMap(experiment -> experiment.metrics().stream())
        .filter(metric -> metric.kind().equals("sum"))
        .filter(metric -> metric.eventName().equals(event.eventName()))
        .anyMatch(metric -> !ExactMath.isInRange(event.value(), metric.decimals()));
  }

  private static BigInteger amount(Metric metric, InputRecord event) {
    if (!metric.kind().equals("sum")) {
      return ExactMath.powerOfTen(metric.decimals());
    }
    return event.value() == null
        ? BigInteger.ZERO
        : ExactMath.scaled(event.value(), metric.decimals());
  }
}
