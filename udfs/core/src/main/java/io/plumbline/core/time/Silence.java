package io.plumbline.core.time;

/**
 * A part of event time in which a run went on although its configuration was silent.
 *
 * @param after up to when the configuration was complete, milliseconds since the epoch; {@link
 *     Long#MIN_VALUE}: it never said
 * @param until the first instant on which the run did not act without it, as far as is known
 * @param isOver whether the configuration is back, so that the run goes no further without it
 */
public record Silence(long after, long until, boolean isOver) {

  /**
   * @throws IllegalArgumentException if it ends before it begins
   */
  public Silence {
    if (until < after) {
      throw new IllegalArgumentException(
          "a silence is from %d until %d; allowed: an end that is not before its beginning"
              .formatted(after, until));
    }
  }

  /** Whether a row may have been published in it: what has changed until then may be missing. */
  boolean covers(long asOf) {
    // The row T is published once the configuration is complete up to T - 1 ms.
    return asOf - 1 > after && (!isOver || asOf <= until);
  }

  /** Whether a change at an instant was not known while rows after it were published. */
  public boolean hides(long instant) {
    return after <= instant && instant < until;
  }
}
