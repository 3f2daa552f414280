package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.PartitionLog.Kind;
import io.plumbline.e2e.oracle.UnitInput.UnitEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts what logs hold of everything that is hard. */
final class LogCoverage {

  private final Configuration configuration;
  private final RunTiming timing;
  private final TreeMap<String, Integer> counts = new TreeMap<>();

  LogCoverage(Configuration configuration, List<PartitionLog> logs, RunTiming timing) {
    this.configuration = configuration;
    this.timing = timing;
    List<Arrival> arrivals = Arrivals.ofLogs(logs, timing);
    Decisions decisions = new Decisions(configuration, arrivals, timing);
    logs.forEach(this::ofPartition);
    new Outcomes(decisions, timing.tickMs()).steps().forEach(this::ofOutcomes);
    for (ExperimentInput input : decisions.experiments()) {
      input.exposures.forEach((unit, exposures) -> ofUnit(input, unit, exposures));
    }
    decisions.accounted().keySet().forEach(this::ofRepetitions);
    ofRows(Oracle.streaming(configuration, logs, timing, Oracle.closedThrough(logs, timing)));
  }

  Map<String, Integer> counts() {
    return counts;
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private void countIf(boolean holds, String what) {
    counts.merge(what, holds ? 1 : 0, Integer::sum);
  }

  private void ofPartition(PartitionLog log) {
    Long largest = null;
    String kind = log.kind() == Kind.EXPOSURES ? "exposure" : "metric event";
    for (Arrival arrival : Arrivals.ofLogs(List.of(log), timing)) {
      count("records");
      LogRecord sent = log.records().get((int) arrival.offset);
      if (!arrival.isAccepted()) {
        countIf(largest == null, "refused before any record is let in");
        count(kind + " " + arrival.refusal);
        continue;
      }
      InputRecord record = arrival.record;
      countIf(record.units().size() > 1, kind + " with several identities");
      countIf(arrival.visibleAt > record.time(), kind + " let in late");
      if (largest != null) {
        boolean disorder =
            record.time() < largest && record.time() >= largest - timing.maxOutOfOrdernessMs();
        countIf(disorder, kind + " out of order within bounds");
      }
      boolean ahead = record.receivedAt() == null && record.time() > sent.timestamp() + 60_000;
      countIf(ahead, "clock ahead within bounds");
      boolean received =
          record.receivedAt() != null
              && record.time() > sent.timestamp() + timing.maxClockAheadMs();
      countIf(received, "let in by received_at, not by the Kafka timestamp");
      largest = largest == null ? record.time() : Math.max(largest, record.time());
    }
  }

  private void ofOutcomes(Arrival arrival, List<Outcome> steps) {
    Outcome last = steps.get(steps.size() - 1);
    if (last.reason() != null) {
      count("rejected " + last.reason());
    } else {
      count(last.kind());
    }
    for (int i = 1; i < steps.size(); i++) {
      count(named(steps.get(i - 1)) + " becomes " + steps.get(i).kind());
    }
  }

  private static String named(Outcome outcome) {
    return outcome.reason() == null ? outcome.kind() : outcome.reason();
  }

  private void ofUnit(ExperimentInput input, UnitInput unit, List<Arrival> exposures) {
    TreeSet<Long> ticks = new TreeSet<>();
    for (Arrival exposure : exposures) {
      ticks.add(Instants.gridAfter(exposure.visibleAt, timing.tickMs()));
      boolean rejectedAtFirst =
          Enrollment.at(input, exposures, exposure.visibleAt + 1).rejects(exposure);
      long tick = Instants.gridAfter(exposure.visibleAt, timing.tickMs());
      boolean rejectedInRow = Enrollment.at(input, exposures, tick).rejects(exposure);
      countIf(rejectedAtFirst && !rejectedInRow, "UNSAID: refused only within a tick");
    }
    Enrollment before = null;
    for (long tick : ticks) {
      Enrollment now = Enrollment.at(input, exposures, tick);
      if (before != null && before.isEnrolled()) {
        ofMove(before, now);
        if (moved(before, now)) {
          ofMovedEvents(unit, now, tick);
        }
      }
      before = now;
    }
    Enrollment last = before;
    if (last.crossover != null) {
      count("crossover, " + (last.isExcluded() ? "excluded" : "kept"));
    }
    for (UnitEvent event : unit.events) {
      Arrival arrival = event.arrival();
      boolean stateMayBeGone =
          Objects.equals(event.reason(), Arrival.TOO_LATE)
              && last.isRelevant(arrival.time())
              && last.relevanceEnd() != Long.MAX_VALUE
              && arrival.visibleAt >= last.relevanceEnd() + timing.latenessMs();
      countIf(stateMayBeGone, "UNSAID: too late for state that may be gone");
      boolean late = Objects.equals(event.reason(), Arrival.TOO_LATE);
      countIf(late && last.isRelevant(arrival.time()), "too late metric event of an enrolled unit");
      boolean over = last.isEnrolled() && arrival.time() >= last.relevanceEnd();
      countIf(over && event.isDuplicate(), "duplicate after the end of relevance");
    }
  }

  private static boolean moved(Enrollment before, Enrollment now) {
    return before.enrolling != now.enrolling;
  }

  private void ofMove(Enrollment before, Enrollment now) {
    countIf(now.enrolledAt() < before.enrolledAt(), "enrollment moved to an earlier time");
    countIf(moved(before, now) && before.variant != now.variant, "enrollment moved to a variant");
    countIf(before.epoch != now.epoch, "enrollment moved to another epoch");
    Map<String, String> attributes = now.enrolling.record.attributes();
    boolean segment = !attributes.equals(before.enrolling.record.attributes());
    countIf(segment, "enrollment moved to another segment");
    boolean both = before.crossover != null && now.crossover != null;
    boolean earlier = both && now.crossover.time() < before.crossover.time();
    countIf(earlier && !moved(before, now), "crossover moved");
    countIf(!before.isExcluded() && now.isExcluded(), "excluded after it had counted");
    boolean late = now.crossover != null && now.crossover.visibleAt > now.crossover.time();
    countIf(before.crossover == null && late, "crossover by a late exposure");
    if (now.crossover != null) {
      int variant =
          configuration.experiments().stream()
              .filter(e -> e.key().equals(now.crossover.record.experiment()))
              .findFirst()
              .orElseThrow()
              .variants()
              .indexOf(now.crossover.record.variant());
      boolean off = now.epoch.weights()[variant].signum() == 0;
      countIf(off && before.crossover == null, "crossover to a variant that is off");
    }
  }

  private void ofMovedEvents(UnitInput unit, Enrollment now, long tick) {
    for (UnitEvent event : unit.events) {
      boolean seen = event.arrival().visibleAt < tick - timing.tickMs();
      boolean matters = seen && now.isRelevant(event.arrival().time());
      countIf(matters && event.isDuplicate(), "duplicate of a moved unit");
      boolean rejected = event.kind().equals(Outcome.REJECTED);
      countIf(matters && rejected, "rejected metric event of a moved unit");
    }
  }

  private void ofRepetitions(UnitInput unit) {
    Map<String, UnitEvent> first = new HashMap<>();
    for (UnitEvent event : unit.events) {
      String id = event.arrival().record.id();
      UnitEvent before = first.get(id);
      if (before == null) {
        if (event.isCounted()) {
          first.put(id, event);
        }
        continue;
      }
      if (event.isCounted()) {
        count("id again after lateness");
        first.put(id, event);
      } else if (event.isDuplicate()) {
        boolean same = before.arrival().record.content().equals(event.arrival().record.content());
        boolean here = before.arrival().partition == event.arrival().partition;
        count(
            "duplicate in "
                + (here ? "the same" : "another")
                + " partition, "
                + (same ? "same" : "other")
                + " content");
      }
    }
  }

  private void ofRows(Map<String, List<Map<String, Object>>> tables) {
    for (Map<String, Object> row : tables.get(Tables.ALERTS)) {
      count("alert " + row.get("status"));
      count("alert " + row.get("alert_type") + " " + row.get("status"));
    }
    TreeSet<Object> instants = new TreeSet<>();
    Map<Object, Map<?, ?>> observed = new HashMap<>();
    for (Map<String, Object> row : tables.get(Tables.SRM_CHECKS)) {
      instants.add(row.get("as_of"));
      countIf(row.get("status").equals("SETTLING"), "row of a settling epoch");
      List<Object> key = new ArrayList<>();
      for (String column : List.of("experiment_key", "epoch", "dimension", "segment")) {
        key.add(row.get(column));
      }
      Map<?, ?> now = (Map<?, ?>) row.get("observed");
      Map<?, ?> before = observed.put(key, now);
      boolean falls =
          before != null
              && now.keySet().stream()
                  .anyMatch(variant -> (Long) now.get(variant) < (Long) before.get(variant));
      countIf(falls, "row in which a count falls");
    }
    counts.put("instants", instants.size());
    for (Map<String, Object> row : tables.get(Tables.VARIANT_METRICS)) {
      boolean mature = (Boolean) row.get("is_mature") && (Long) row.get("units") > 0;
      countIf(mature, "mature row with units");
    }
    for (Map<String, Object> row : tables.get(Tables.METRIC_RESULTS)) {
      countIf(row.get("anytime_difference_p_value") != null, "result with a look");
    }
    for (Map<String, Object> row : tables.get(Tables.ENROLLMENTS)) {
      countIf((Integer) row.get("enrollment_version") > 1, "further version of an enrollment");
    }
    tables.forEach((table, rows) -> counts.put("rows of " + table, rows.size()));
  }
}
