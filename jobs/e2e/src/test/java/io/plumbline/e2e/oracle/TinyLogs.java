package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A few records of 1 January 2024 in partitions, and the oracle's answer to them. A time is that of
 * the day in UTC, 10:00 or 10:00:00.001; every record is of partition 0 until {@link #in} says
 * otherwise. Disorder is bounded by 30 seconds, lateness by an hour, clocks by five minutes.
 */
final class TinyLogs {

  private final Configuration configuration;
  private final Map<String, List<LogRecord>> logs = new LinkedHashMap<>();
  private RunTiming timing = RunTiming.ofTick(Duration.ofHours(1));
  private int partition;
  private Long sentAt;

  TinyLogs(String yaml) {
    this(Configuration.parse(yaml));
  }

  TinyLogs(Configuration configuration) {
    this.configuration = configuration;
  }

  static long at(String time) {
    String full = time.length() == 5 ? time + ":00" : time;
    return Instant.parse("2024-01-01T" + full + "Z").toEpochMilli();
  }

  static Instant instant(String time) {
    return Instant.ofEpochMilli(at(time));
  }

  TinyLogs tick(Duration tick) {
    timing = RunTiming.ofTick(tick);
    return this;
  }

  TinyLogs in(int otherPartition) {
    partition = otherPartition;
    return this;
  }

  /** The Kafka timestamp of the next record; else it is the record's event time. */
  TinyLogs sent(String time) {
    sentAt = at(time);
    return this;
  }

  TinyLogs exposed(String unit, String variant, String time) {
    return exposed("x-" + unit + "-" + variant + "-" + time, unit, variant, time, "DE");
  }

  TinyLogs exposed(String id, String unit, String variant, String time, String country) {
    return add(
        Kind.EXPOSURES,
        LogRecord.exposure(
            sentAt(time),
            id,
            "exp",
            variant,
            Map.of("user", unit),
            at(time),
            null,
            Map.of("country", country)));
  }

  TinyLogs bought(String id, String unit, String time, double value) {
    return add(
        Kind.METRIC_EVENTS,
        LogRecord.metricEvent(
            sentAt(time), id, "buy", Map.of("user", unit), at(time), null, value, Map.of()));
  }

  TinyLogs poison(Kind kind, String sentTime) {
    byte[] bytes = "poison".getBytes(StandardCharsets.UTF_8);
    return add(kind, LogRecord.poison(at(sentTime), bytes));
  }

  /** Moves time on in a partition: an event that nobody asks for, or an unknown experiment's. */
  TinyLogs idle(Kind kind, String time) {
    Map<String, String> nobody = Map.of("user", "nobody");
    return add(
        kind,
        kind == Kind.EXPOSURES
            ? LogRecord.exposure(
                at(time), "idle" + time, "nonesuch", "a", nobody, at(time), null, Map.of())
            : LogRecord.metricEvent(
                at(time), "idle" + time, "idle", nobody, at(time), null, null, Map.of()));
  }

  TinyLogs add(Kind kind, LogRecord record) {
    logs.computeIfAbsent(kind + " " + partition, key -> new ArrayList<>()).add(record);
    sentAt = null;
    return this;
  }

  private long sentAt(String time) {
    return sentAt == null ? at(time) : sentAt;
  }

  List<PartitionLog> logs() {
    List<PartitionLog> all = new ArrayList<>();
    logs.forEach(
        (name, records) -> {
          String[] parts = name.split(" ");
          all.add(
              new PartitionLog(
                  Kind.valueOf(parts[0]), parts[0], Integer.parseInt(parts[1]), records));
        });
    return all;
  }

  List<Arrival> arrivals() {
    return Arrivals.ofLogs(logs(), timing);
  }

  Instant closedThrough() {
    return Oracle.closedThrough(logs(), timing);
  }

  Map<String, List<Map<String, Object>>> upTo(String time) {
    return Oracle.streaming(configuration, logs(), timing, instant(time));
  }

  Map<String, List<Map<String, Object>>> bounded() {
    return Oracle.bounded(configuration, logs(), timing);
  }

  /** The columns of each row as text, times as hours and minutes. */
  static List<String> said(List<Map<String, Object>> rows, String... columns) {
    return rows.stream()
        .map(
            row -> {
              StringBuilder text = new StringBuilder();
              for (String column : columns) {
                Object value = row.get(column);
                boolean time = column.equals("as_of") || column.endsWith("_at");
                String shown =
                    time && value != null ? value.toString().substring(11, 16) : "" + value;
                text.append(text.length() == 0 ? "" : " ").append(shown);
              }
              return text.toString();
            })
        .toList();
  }

  /** The job_progress of the job that reads everything. */
  static List<Map<String, Object>> progress(Map<String, List<Map<String, Object>>> tables) {
    return Scenario.where(tables.get(Tables.JOB_PROGRESS), "job", "metrics");
  }
}
