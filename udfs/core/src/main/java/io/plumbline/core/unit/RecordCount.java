package io.plumbline.core.unit;

import io.plumbline.core.event.RejectReason;

/**
 * How many records of a log met the same fate.
 *
 * @param tick the first tick whose row counts them; {@link #END}: they have no time
 * @param reason why they were refused; null unless they were
 */
public record RecordCount(
    long tick, String topic, Disposition disposition, RejectReason reason, long count) {

  /** Stands for the last tick of a run. */
  public static final long END = Long.MAX_VALUE;
}
