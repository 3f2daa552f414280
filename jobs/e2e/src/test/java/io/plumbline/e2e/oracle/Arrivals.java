package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.util.ArrayList;
import java.util.List;

/** When each record counts: of a log by what came before it in its partition. */
final class Arrivals {

  private Arrivals() {}

  static List<Arrival> ofLogs(List<PartitionLog> logs, RunTiming timing) {
    List<Arrival> arrivals = new ArrayList<>();
    for (PartitionLog log : logs) {
      Long largest = null;
      for (int offset = 0; offset < log.records().size(); offset++) {
        Arrival arrival = arrival(log, offset, largest, timing);
        arrivals.add(arrival);
        if (arrival.isAccepted()) {
          largest = largest == null ? arrival.time() : Math.max(largest, arrival.time());
        }
      }
    }
    return arrivals;
  }

  /** Rows with as_of up to here are complete: the least that any partition has got to. */
  static long closedThrough(List<PartitionLog> logs, RunTiming timing) {
    long closed = Long.MAX_VALUE;
    for (PartitionLog log : logs) {
      long largest =
          ofLogs(List.of(log), timing).stream()
              .filter(Arrival::isAccepted)
              .mapToLong(Arrival::time)
              .max()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          log.topic() + "-" + log.partition() + " has no record that is let in"));
      closed = Math.min(closed, largest - timing.maxOutOfOrdernessMs());
    }
    return closed;
  }

  /**
   * @param largest event time of the records let in before; null when there are none
   */
  private static Arrival arrival(PartitionLog log, int offset, Long largest, RunTiming timing) {
    LogRecord record = log.records().get(offset);
    InputRecord event = record.event();
    Long reached = largest == null ? null : largest - timing.maxOutOfOrdernessMs();
    String refusal = refusal(record, reached, timing);
    long visibleAt;
    if (refusal == null) {
      visibleAt = reached == null ? event.time() : Math.max(event.time(), reached);
    } else {
      visibleAt = reached == null ? receivedAt(record) : reached;
    }
    return new Arrival(
        log.kind(), event, log.topic(), log.partition(), offset, refusal, null, visibleAt);
  }

  private static String refusal(LogRecord record, Long reached, RunTiming timing) {
    InputRecord event = record.event();
    if (event == null) {
      return Arrival.MALFORMED;
    }
    if (event.time() > receivedAt(record) + timing.maxClockAheadMs()) {
      return Arrival.IN_FUTURE;
    }
    boolean tooLate = reached != null && event.time() < reached - timing.latenessMs();
    return tooLate ? Arrival.TOO_LATE : null;
  }

  private static long receivedAt(LogRecord record) {
    InputRecord event = record.event();
    return event == null || event.receivedAt() == null ? record.timestamp() : event.receivedAt();
  }

  /**
   * Of files everything is known: a record counts from its event time, one without a usable time in
   * the last row.
   *
   * @param lastRowAt any moment of the run's last tick
   */
  static List<Arrival> ofFiles(Kind kind, RecordReader.Content content, long lastRowAt) {
    List<Arrival> arrivals = new ArrayList<>();
    for (InputRecord event : content.records()) {
      arrivals.add(new Arrival(kind, event, null, 0, 0, null, null, event.time()));
    }
    for (String line : content.malformed()) {
      arrivals.add(new Arrival(kind, null, null, 0, 0, Arrival.MALFORMED, line, lastRowAt));
    }
    return arrivals;
  }
}
