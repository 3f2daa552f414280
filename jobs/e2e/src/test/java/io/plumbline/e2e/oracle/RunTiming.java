package io.plumbline.e2e.oracle;

import java.time.Duration;

/** The event-time settings that rows depend on, in milliseconds. */
public record RunTiming(
    long tickMs, long settleMs, long latenessMs, long maxOutOfOrdernessMs, long maxClockAheadMs) {

  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

  /** Nothing is late: far above every time, and still safe to add to one. */
  private static final long UNBOUNDED_MS = Long.MAX_VALUE / 4;

  /** Settling 15 minutes, lateness an hour, disorder 30 seconds, clocks 5 minutes ahead. */
  public static RunTiming ofTick(Duration tick) {
    return new RunTiming(
        tick.toMillis(),
        Duration.ofMinutes(15).toMillis(),
        HOUR_MS,
        Duration.ofSeconds(30).toMillis(),
        Duration.ofMinutes(5).toMillis());
  }

  static RunTiming ofFiles(Duration tick, Duration settle) {
    return new RunTiming(
        tick.toMillis(), settle.toMillis(), UNBOUNDED_MS, UNBOUNDED_MS, UNBOUNDED_MS);
  }

  long segmentTickMs() {
    return Math.max(HOUR_MS, tickMs);
  }
}
