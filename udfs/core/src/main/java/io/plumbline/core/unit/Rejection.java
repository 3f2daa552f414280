package io.plumbline.core.unit;

import io.plumbline.core.event.RejectReason;

/**
 * A record that was refused, with what is known of it.
 *
 * @param tick the first tick whose row counts it; {@link RecordCount#END}: it has no time
 * @param detail what was found and what is allowed
 * @param eventTime milliseconds since the epoch, or null
 * @param payload the record as text, at most {@link #PAYLOAD_CHARS} characters
 */
public record Rejection(
    long tick,
    RejectReason reason,
    String detail,
    Position position,
    String experimentKey,
    String variantKey,
    String unitId,
    String eventName,
    Long eventTime,
    String payload) {

  public static final int PAYLOAD_CHARS = 4096;

  public Rejection {
    payload = payload.length() > PAYLOAD_CHARS ? payload.substring(0, PAYLOAD_CHARS) : payload;
  }
}
