package io.plumbline.e2e.oracle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one job read and what became of it: job_progress and rejected_events. */
final class Accounts {

  private static final int KEPT_REJECTIONS = 1_000;
  private static final int LONGEST_PAYLOAD = 4_096;
  private static final Comparator<Outcome> KEPT_FIRST =
      Comparator.comparing(Outcome::record, InputRecord.BY_TIME_CONTENT);

  private final String job;
  private final long tick;
  private final long end;
  private final TreeMap<Long, Map<String, Long>> countsAt = new TreeMap<>();
  private final TreeMap<Long, Map<String, List<Outcome>>> rejectedAt = new TreeMap<>();
  private final List<List<String>> malformedOfTopics = new ArrayList<>();

  Accounts(String job, long tick, long end) {
    this.job = job;
    this.tick = tick;
    this.end = end;
  }

  /** Everything of one topic. */
  void addRead(List<Outcome> outcomes, List<String> malformed) {
    for (Outcome outcome : outcomes) {
      long at = Instants.gridAfter(outcome.record().time(), tick);
      count(at, outcome.kind(), 1);
      if (outcome.reason() != null) {
        count(at, outcome.reason(), 1);
        boolean exposure = outcome.record().experiment() != null;
        rejectedAt
            .computeIfAbsent(at, a -> new TreeMap<>())
            .computeIfAbsent(outcome.reason() + exposure, r -> new ArrayList<>())
            .add(outcome);
      }
    }
    // a record without a time counts in the last row
    if (!malformed.isEmpty()) {
      count(end, Outcome.REJECTED, malformed.size());
      count(end, "MALFORMED", malformed.size());
    }
    malformedOfTopics.add(malformed);
  }

  private void count(long at, String what, long more) {
    countsAt.computeIfAbsent(at, a -> new TreeMap<>()).merge(what, more, Long::sum);
  }

  void publish(Tables tables) {
    Map<String, Long> sums = new TreeMap<>();
    for (Map.Entry<Long, Map<String, Long>> at : countsAt.entrySet()) {
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
    rejectedAt.forEach(
        (at, byReason) ->
            byReason
                .values()
                .forEach(
                    outcomes ->
                        outcomes.stream()
                            .sorted(KEPT_FIRST)
                            .limit(KEPT_REJECTIONS)
                            .forEach(outcome -> addRejected(tables, at, outcome))));
    for (List<String> malformed : malformedOfTopics) {
      malformed.stream()
          .sorted(InputRecord::compareBytes)
          .limit(KEPT_REJECTIONS)
          .forEach(line -> addMalformed(tables, line));
    }
  }

  private static long taken(Map<String, Long> counts, String what) {
    Long count = counts.remove(what);
    return count == null ? 0 : count;
  }

  private void addRejected(Tables tables, long at, Outcome outcome) {
    InputRecord record = outcome.record();
    tables.add(
        Tables.REJECTED_EVENTS,
        job,
        Instant.ofEpochMilli(at),
        0,
        outcome.reason(),
        0,
        0,
        record.experiment(),
        record.variant(),
        outcome.unitId(),
        record.eventName(),
        Instant.ofEpochMilli(record.time()),
        cut(record.content()));
  }

  private void addMalformed(Tables tables, String line) {
    tables.add(
        Tables.REJECTED_EVENTS,
        job,
        Instant.ofEpochMilli(end),
        0,
        "MALFORMED",
        0,
        0,
        null,
        null,
        null,
        null,
        null,
        cut(line));
  }

  private static String cut(String payload) {
    return payload.length() <= LONGEST_PAYLOAD ? payload : payload.substring(0, LONGEST_PAYLOAD);
  }
}
