package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Records with the moments at which producers send them, sorted into partitions at the end. */
final class LogDrafts {

  static final String EXPOSURES = "exposures";
  static final String METRIC_EVENTS = "metric-events";

  /** The first moment of the logs. */
  static final long BEGIN = Instant.parse("2024-03-04T20:00:00Z").toEpochMilli();

  static final long SECOND = Duration.ofSeconds(1).toMillis();
  static final long MINUTE = Duration.ofMinutes(1).toMillis();

  final Random random;
  final int exposurePartitions;
  final int eventPartitions;
  private final List<Draft> drafts = new ArrayList<>();

  private record Draft(Kind kind, int partition, long sentAt, LogRecord record) {}

  LogDrafts(long seed, int exposurePartitions, int eventPartitions) {
    this.random = new Random(seed);
    this.exposurePartitions = exposurePartitions;
    this.eventPartitions = eventPartitions;
  }

  /** A moment by the clock of the first or, where it is smaller, the second day. */
  static long at(String hourAndMinute) {
    boolean second = hourAndMinute.compareTo("20:00") < 0;
    String day = second ? "2024-03-05T" : "2024-03-04T";
    String seconds = hourAndMinute.length() == 5 ? ":00Z" : "Z";
    return Instant.parse(day + hourAndMinute + seconds).toEpochMilli();
  }

  /** From {@code from} to before {@code to}, in milliseconds. */
  long between(long from, long to) {
    return from + (long) (random.nextDouble() * (to - from));
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  int partitions(Kind kind) {
    return kind == Kind.EXPOSURES ? exposurePartitions : eventPartitions;
  }

  int anyPartition(Kind kind) {
    return random.nextInt(partitions(kind));
  }

  /** Another one, where there are two. */
  int otherPartition(Kind kind, int partition) {
    return (partition + 1) % partitions(kind);
  }

  void add(Kind kind, int partition, long sentAt, LogRecord record) {
    drafts.add(new Draft(kind, partition, sentAt, record));
  }

  /** Sent at {@code sentAt}, which is its Kafka timestamp too. */
  void exposure(
      int partition,
      long sentAt,
      String id,
      String experiment,
      String variant,
      Map<String, String> units,
      long time,
      Map<String, String> attributes) {
    add(
        Kind.EXPOSURES,
        partition,
        sentAt,
        LogRecord.exposure(sentAt, id, experiment, variant, units, time, null, attributes));
  }

  /** Sent at {@code sentAt}, which is its Kafka timestamp too. */
  void event(
      int partition,
      long sentAt,
      String id,
      String name,
      Map<String, String> units,
      long time,
      Double value,
      Map<String, String> attributes) {
    add(
        Kind.METRIC_EVENTS,
        partition,
        sentAt,
        LogRecord.metricEvent(sentAt, id, name, units, time, null, value, attributes));
  }

  List<PartitionLog> logs() {
    Map<List<Object>, List<LogRecord>> byPartition = new HashMap<>();
    drafts.stream()
        .sorted(Comparator.comparingLong(Draft::sentAt))
        .forEach(
            draft ->
                byPartition
                    .computeIfAbsent(
                        List.of(draft.kind(), draft.partition()), key -> new ArrayList<>())
                    .add(draft.record()));
    List<PartitionLog> logs = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      String topic = kind == Kind.EXPOSURES ? EXPOSURES : METRIC_EVENTS;
      for (int partition = 0; partition < partitions(kind); partition++) {
        List<LogRecord> records = byPartition.getOrDefault(List.of(kind, partition), List.of());
        logs.add(new PartitionLog(kind, topic, partition, records));
      }
    }
    return logs;
  }
}
