package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What one job read and what became of it: job_progress and rejected_events. */
final class Accounts {

  private static final int KEPT_REJECTIONS = 1_000;
  private static final int LONGEST_PAYLOAD = 4_096;

  /** By (time, content); what cannot be read, by its text. */
  private static final Comparator<Arrival> KEPT_FIRST =
      Comparator.comparing(
              (Arrival arrival) -> arrival.record,
              Comparator.nullsLast(InputRecord.BY_TIME_CONTENT))
          .thenComparing(
              arrival -> arrival.payload, Comparator.nullsLast(InputRecord::compareBytes));

  private final String job;
  private final Set<Kind> kinds;
  private final Decisions decisions;
  private final TreeMap<Long, Map<String, Long>> changesAt = new TreeMap<>();
  private final TreeMap<Long, Map<List<Object>, List<Arrival>>> rejectedAt = new TreeMap<>();

  /**
   * @param kinds what the job reads
   */
  Accounts(String job, Set<Kind> kinds, Decisions decisions, Outcomes outcomes) {
    this.job = job;
    this.kinds = kinds;
    this.decisions = decisions;
    outcomes.steps().forEach(this::follow);
  }

  private void follow(Arrival arrival, List<Outcome> steps) {
    if (!kinds.contains(arrival.kind)) {
      return;
    }
    Outcome before = null;
    for (Outcome outcome : steps) {
      if (before != null) {
        count(outcome.from(), before, -1);
      }
      count(outcome.from(), outcome, 1);
      before = outcome;
    }
    // a rejection stays on record even if a later arrival takes it back
    Outcome first = steps.get(0);
    if (first.reason() != null) {
      rejectedAt
          .computeIfAbsent(first.from(), at -> new LinkedHashMap<>())
          .computeIfAbsent(List.of(first.reason(), arrival.kind), key -> new ArrayList<>())
          .add(arrival);
    }
  }

  private void count(long at, Outcome outcome, long more) {
    Map<String, Long> changes = changesAt.computeIfAbsent(at, a -> new TreeMap<>());
    changes.merge(outcome.kind(), more, Long::sum);
    if (outcome.reason() != null) {
      changes.merge(outcome.reason(), more, Long::sum);
    }
  }

  /**
   * @param last no row has a greater as_of
   */
  void publish(Tables tables, long last) {
    Map<String, Long> sums = new TreeMap<>();
    for (Map.Entry<Long, Map<String, Long>> at : changesAt.headMap(last, true).entrySet()) {
      at.getValue().forEach((what, more) -> sums.merge(what, more, Long::sum));
      Map<String, Long> byReason = new LinkedHashMap<>(sums);
      long applied = taken(byReason, Outcome.APPLIED);
      long unmatched = taken(byReason, Outcome.UNMATCHED);
      long duplicates = taken(byReason, Outcome.DUPLICATE);
      long rejected = taken(byReason, Outcome.REJECTED);
      byReason.values().removeIf(count -> count == 0);
      tables.add(
          Tables.JOB_PROGRESS,
          job,
          Instant.ofEpochMilli(at.getKey()),
          0,
          applied + unmatched + duplicates + rejected,
          applied,
          0L,
          unmatched,
          duplicates,
          byReason,
          rejected);
    }
    rejectedAt
        .headMap(last, true)
        .forEach(
            (at, byReason) ->
                byReason.forEach(
                    (key, arrivals) ->
                        arrivals.stream()
                            .sorted(KEPT_FIRST)
                            .limit(KEPT_REJECTIONS)
                            .forEach(arrival -> addRejected(tables, at, key.get(0), arrival))));
  }

  private static long taken(Map<String, Long> counts, String what) {
    Long count = counts.remove(what);
    return count == null ? 0 : count;
  }

  private void addRejected(Tables tables, long at, Object reason, Arrival arrival) {
    InputRecord record = arrival.record;
    boolean readable = record != null;
    List<Object> row = new ArrayList<>();
    row.add(job);
    row.add(Instant.ofEpochMilli(at));
    row.add(0);
    row.add(reason);
    row.add(arrival.partition);
    row.add(0);
    row.add(readable ? record.experiment() : null);
    row.add(readable ? record.variant() : null);
    row.add(readable ? decisions.unitNamedBy(arrival) : null);
    row.add(readable ? record.eventName() : null);
    row.add(readable ? Instant.ofEpochMilli(record.time()) : null);
    if (tables.withPositions()) {
      row.add(arrival.topic);
      row.add(arrival.offset);
    } else {
      row.add(cut(readable ? record.content() : arrival.payload));
    }
    tables.add(Tables.REJECTED_EVENTS, row.toArray());
  }

  private static String cut(String payload) {
    return payload.length() <= LONGEST_PAYLOAD ? payload : payload.substring(0, LONGEST_PAYLOAD);
  }
}
