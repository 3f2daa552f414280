package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.util.Comparator;

/** A record as the source lets it in, or refuses it. One object a record: equal only to itself. */
final class Arrival {

  static final String MALFORMED = "MALFORMED";
  static final String IN_FUTURE = "IN_FUTURE";
  static final String TOO_LATE = "TOO_LATE";

  /** Enrollment order. */
  static final Comparator<Arrival> BY_ENROLLMENT =
      Comparator.comparing((Arrival arrival) -> arrival.record, InputRecord.BY_TIME_ID_CONTENT)
          .thenComparingLong(arrival -> arrival.visibleAt);

  /** Order in which records count. */
  static final Comparator<Arrival> BY_VISIBILITY =
      Comparator.comparingLong((Arrival arrival) -> arrival.visibleAt)
          .thenComparing(arrival -> arrival.record, InputRecord.BY_TIME_CONTENT);

  final Kind kind;
  final InputRecord record;
  final String topic;
  final int partition;
  final long offset;
  final String refusal;
  final String payload;
  final long visibleAt;

  /**
   * @param record null when it is malformed
   * @param refusal the source's reason; null when it lets the record in
   * @param payload of a malformed line of a file, else null
   * @param visibleAt the moment in event time from which it counts, refused or not
   */
  Arrival(
      Kind kind,
      InputRecord record,
      String topic,
      int partition,
      long offset,
      String refusal,
      String payload,
      long visibleAt) {
    this.kind = kind;
    this.record = record;
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.refusal = refusal;
    this.payload = payload;
    this.visibleAt = visibleAt;
  }

  boolean isAccepted() {
    return refusal == null;
  }

  long time() {
    return record.time();
  }
}
