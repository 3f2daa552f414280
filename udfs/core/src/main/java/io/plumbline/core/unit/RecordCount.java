package io.plumbline.core.unit;

import io.plumbline.core.event.RejectReason;

/**
 * How many records of a log met the same fate.
 *
 * @param tick the first tick whose row counts them; {@link #END}: they have no time
 * @param lastOffset the greatest offset among them; -1: none was read now, they only meet another
 *     fate than before
 * @param reason why they were refused; null unless they were
 * @param count negative where records that were counted so meet another fate
 */
public record RecordCount(
    long tick,
    String topic,
    int partition,
    long lastOffset,
    Disposition disposition,
    RejectReason reason,
    long count) {

  /** One record. */
  public static RecordCount of(
      long tick, Position position, Disposition disposition, RejectReason reason) {
    return new RecordCount(
        tick, position.topic(), position.partition(), position.offset(), disposition, reason, 1);
  }

  /** With more records of the same fate. */
  public RecordCount plus(RecordCount other) {
    return new RecordCount(
        tick,
        topic,
        partition,
        Math.max(lastOffset, other.lastOffset),
        disposition,
        reason,
        count + other.count);
  }

  /** Stands for the last tick of a run. */
  public static final long END = Long.MAX_VALUE;
}
