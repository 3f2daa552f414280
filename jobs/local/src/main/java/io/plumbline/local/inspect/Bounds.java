package io.plumbline.local.inspect;

import java.time.Duration;
import java.util.List;

/** Bounds of time to put into the configuration: round numbers above what was seen. */
final class Bounds {
  private static final List<Duration> ROUND =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(2),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofHours(24),
          Duration.ofHours(72));

  /** Nearly all records are in order within it; results wait for so long. */
  private static final double IN_ORDER = 0.999;

  /** A wrong clock is the exception. */
  private static final double CLOCKS = 0.9999;

  private Bounds() {}

  /**
   * @param lateness how far behind the latest of its partition each record was, in milliseconds
   */
  static Duration maxOutOfOrderness(Quantiles lateness) {
    return roundUp(lateness.count() == 0 ? 0 : lateness.at(IN_ORDER));
  }

  /** Covers the latest record that was seen, beyond what counts as in order. */
  static Duration lateness(Quantiles lateness) {
    long rest = lateness.count() == 0 ? 0 : lateness.at(1) - maxOutOfOrderness(lateness).toMillis();
    return roundUp(Math.max(rest, Duration.ofHours(1).toMillis()));
  }

  /**
   * @param skew event time less the log's time, in milliseconds
   */
  static Duration maxClockAhead(Quantiles skew) {
    long ahead = skew.count() == 0 ? 0 : skew.at(CLOCKS);
    return roundUp(Math.max(ahead, Duration.ofMinutes(1).toMillis()));
  }

  static Duration roundUp(long millis) {
    for (Duration round : ROUND) {
      if (round.toMillis() >= millis) {
        return round;
      }
    }
    return Duration.ofDays(Math.floorDiv(millis - 1, Duration.ofDays(1).toMillis()) + 1);
  }
}
