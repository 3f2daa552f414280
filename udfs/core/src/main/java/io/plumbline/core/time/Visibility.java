package io.plumbline.core.time;

import java.io.Serializable;
import java.time.Duration;

/**
 * When a record of a log begins to count, decided by what stands before it in its own partition: M,
 * the largest accepted event time so far. All times are milliseconds since the epoch.
 *
 * <ul>
 *   <li>IN_FUTURE: {@code event_time > received_at + max_clock_ahead}; it never moves M.
 *   <li>TOO_LATE: {@code event_time < M - max_out_of_orderness - lateness}.
 *   <li>Else accepted: {@code visible_at = max(event_time, M - max_out_of_orderness)}, and M
 *       becomes {@code max(M, event_time)}.
 * </ul>
 */
public record Visibility(long maxOutOfOrdernessMs, long latenessMs, long maxClockAheadMs)
    implements Serializable {

  /** The M of a partition without an accepted record. */
  public static final long NONE = Long.MIN_VALUE;

  public static final Visibility DEFAULTS =
      new Visibility(
          Duration.ofSeconds(30).toMillis(),
          Timing.DEFAULTS.latenessMs(),
          Duration.ofMinutes(5).toMillis());

  /**
   * @throws IllegalArgumentException if a bound is negative
   */
  public Visibility {
    requireBound("max-out-of-orderness", maxOutOfOrdernessMs);
    requireBound("lateness", latenessMs);
    requireBound("max-clock-ahead", maxClockAheadMs);
  }

  /** Whether the clock that made the event ran ahead of the one that received it. */
  public boolean isInFuture(long eventTime, long receivedAt) {
    return eventTime > receivedAt + maxClockAheadMs;
  }

  public boolean isTooLate(long maximum, long eventTime) {
    return maximum != NONE && eventTime < floor(maximum) - latenessMs;
  }

  public long visibleAt(long maximum, long eventTime) {
    return maximum == NONE ? eventTime : Math.max(eventTime, floor(maximum));
  }

  /** From when a refused record counts: it has no time of its own that could be trusted. */
  public long visibleAtIfRefused(long maximum, long receivedAt) {
    return maximum == NONE ? receivedAt : floor(maximum);
  }

  /** All that comes later in the partition becomes visible after this. */
  public long watermark(long maximum) {
    return maximum == NONE ? Long.MIN_VALUE : floor(maximum) - 1;
  }

  private long floor(long maximum) {
    return maximum - maxOutOfOrdernessMs;
  }

  private static void requireBound(String name, long ms) {
    if (ms < 0) {
      throw new IllegalArgumentException(
          name + " is " + Duration.ofMillis(ms) + "; zero or more is allowed");
    }
  }
}
