package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Metric;
import io.plumbline.e2e.oracle.UnitInput.UnitEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What becomes of every record, tick by tick: a late exposure changes what was said before. */
final class Outcomes {

  private final Decisions decisions;
  private final long tick;
  private final Map<Arrival, List<Outcome>> steps = new LinkedHashMap<>();

  Outcomes(Decisions decisions, long tick) {
    this.decisions = decisions;
    this.tick = tick;
    decisions.settled().forEach(this::step);
    for (ExperimentInput input : decisions.experiments()) {
      input.exposures.values().forEach(exposures -> followExposures(input, exposures));
    }
    decisions.accounted().forEach(this::followEvents);
  }

  /** By record, in order; the first is what was said when it first counted. */
  Map<Arrival, List<Outcome>> steps() {
    return steps;
  }

  private void step(Arrival arrival, Outcome outcome) {
    List<Outcome> own = steps.computeIfAbsent(arrival, a -> new ArrayList<>());
    if (own.isEmpty() || !outcome.sameAs(own.get(own.size() - 1))) {
      own.add(outcome);
    }
  }

  private TreeSet<Long> ticksAfter(List<Arrival> arrivals) {
    TreeSet<Long> ticks = new TreeSet<>();
    arrivals.forEach(arrival -> ticks.add(Instants.gridAfter(arrival.visibleAt, tick)));
    return ticks;
  }

  private void followExposures(ExperimentInput input, List<Arrival> exposures) {
    for (long at : ticksAfter(exposures)) {
      Enrollment enrollment = Enrollment.at(input, exposures, at);
      for (Arrival exposure : exposures) {
        if (exposure.visibleAt < at) {
          boolean off = enrollment.rejects(exposure);
          step(
              exposure,
              off
                  ? new Outcome(at, Outcome.REJECTED, "UNKNOWN_VARIANT")
                  : new Outcome(at, Outcome.APPLIED, null));
        }
      }
    }
  }

  private void followEvents(UnitInput unit, List<UnitEvent> events) {
    Map<ExperimentInput, List<Arrival>> exposures = new HashMap<>();
    TreeSet<Long> ticks = ticksAfter(events.stream().map(UnitEvent::arrival).toList());
    for (ExperimentInput input : decisions.experiments()) {
      List<Arrival> own = input.exposures.get(unit);
      if (own != null) {
        exposures.put(input, own);
        ticks.addAll(ticksAfter(own));
      }
    }
    List<Long> enrolledBefore = List.of();
    for (long at : ticks) {
      List<Enrollment> enrollments = new ArrayList<>();
      List<ExperimentInput> inputs = new ArrayList<>(exposures.keySet());
      inputs.forEach(input -> enrollments.add(Enrollment.at(input, exposures.get(input), at)));
      List<Long> enrolled = enrollments.stream().map(Enrollment::enrolledAt).toList();
      boolean moved = !enrolled.equals(enrolledBefore);
      enrolledBefore = enrolled;
      for (UnitEvent event : events) {
        long visibleAt = event.arrival().visibleAt;
        if (visibleAt < at && (moved || visibleAt >= at - tick)) {
          boolean applied = false;
          for (int i = 0; i < inputs.size(); i++) {
            applied |= isInAnyWindow(event, inputs.get(i), enrollments.get(i));
          }
          step(
              event.arrival(),
              new Outcome(at, applied ? Outcome.APPLIED : Outcome.UNMATCHED, null));
        }
      }
    }
  }

  private static boolean isInAnyWindow(
      UnitEvent event, ExperimentInput input, Enrollment enrollment) {
    InputRecord record = event.arrival().record;
    for (Metric metric : input.experiment.metrics()) {
      if (metric.isInForce(event.arrival().visibleAt)
          && metric.takes(record.eventName(), record.attributes())
          && enrollment.isInWindow(metric, record.time())) {
        return true;
      }
    }
    return false;
  }
}
