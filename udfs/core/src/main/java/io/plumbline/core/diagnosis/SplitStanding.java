package io.plumbline.core.diagnosis;

import java.time.Duration;

/**
 * What others need to know of an experiment's split.
 *
 * @param startedAt milliseconds since the epoch
 * @param stoppedAt null: it goes on
 * @param openedAt the instant of the row at which the alarm of the current process opened; null: it
 *     has not, or not since the last reset
 */
public record SplitStanding(long startedAt, Long stoppedAt, Long openedAt) {
  private static final long WITHIN_MS = Duration.ofHours(24).toMillis();

  /** The same of an experiment that runs from when to when the configuration says now. */
  public static SplitStanding running(SplitStanding before, long startedAt, Long stoppedAt) {
    return new SplitStanding(startedAt, stoppedAt, before == null ? null : before.openedAt());
  }

  public SplitStanding opened(Long asOf) {
    return new SplitStanding(startedAt, stoppedAt, asOf);
  }

  /** From the instant of its start to that of its stop, both included. */
  boolean isRunningAt(long instant) {
    return startedAt <= instant && !hasStoppedBefore(instant);
  }

  /** Whether it is of no use to anybody from an instant on. */
  public boolean hasStoppedBefore(long instant) {
    return stoppedAt != null && stoppedAt < instant;
  }

  /** Whether its alarm opened in (instant - 24 h, instant]. */
  boolean hasJustOpenedAt(long instant) {
    return openedAt != null && instant - WITHIN_MS < openedAt && openedAt <= instant;
  }
}
