package io.plumbline.core.time;

import java.io.Serializable;
import java.time.Duration;

/**
 * The clockwork that every job of a deployment shares; all in milliseconds.
 *
 * @param tickMs the grid on which (all, all) rows are published
 * @param allocationSettleMs after a change of allocation, how long enrollments are shown but not
 *     tested
 * @param latenessMs how long after its time an event is still counted; {@link #UNBOUNDED}: nothing
 *     is ever late
 */
public record Timing(long tickMs, long allocationSettleMs, long latenessMs)
    implements Serializable {
  /** The lateness of files, in which the order of records means nothing. */
  public static final long UNBOUNDED = Long.MAX_VALUE;

  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

  public static final Timing DEFAULTS =
      new Timing(Duration.ofMinutes(1).toMillis(), Duration.ofMinutes(15).toMillis(), HOUR_MS);

  /**
   * @throws IllegalArgumentException if the tick does not fit hours and days, or a duration is
   *     negative
   */
  public Timing {
    long day = Duration.ofDays(1).toMillis();
    boolean fitsHours = tickMs > 0 && (HOUR_MS % tickMs == 0 || tickMs % HOUR_MS == 0);
    if (!fitsHours || day % tickMs != 0) {
      throw new IllegalArgumentException(
          "tick is "
              + Duration.ofMillis(tickMs)
              + "; a divisor of an hour, or whole hours that divide a day, are allowed");
    }
    if (allocationSettleMs < 0) {
      throw new IllegalArgumentException(
          "allocation-settle is "
              + Duration.ofMillis(allocationSettleMs)
              + "; zero or more is allowed");
    }
    if (latenessMs < 0) {
      throw new IllegalArgumentException(
          "lateness is " + Duration.ofMillis(latenessMs) + "; zero or more is allowed");
    }
  }

  public Timing withTick(long ms) {
    return new Timing(ms, allocationSettleMs, latenessMs);
  }

  /** The same clockwork for files: every event counts from its own time, and none is late. */
  public Timing inFiles() {
    return new Timing(tickMs, allocationSettleMs, UNBOUNDED);
  }

  /** Whether a record may come after others that happened later: in logs, never in files. */
  public boolean isOfLogs() {
    return latenessMs != UNBOUNDED;
  }

  /**
   * When the state of a unit is looked through, not before a time: on a coarse grid, because
   * nothing that is published depends on it, that begins elsewhere for each unit, so that not all
   * are looked through at once.
   */
  public long housekeepingFrom(long time, int hash) {
    long grid = segmentTickMs();
    long phase = Math.floorMod(hash, grid / tickMs) * tickMs;
    return Math.floorDiv(time - phase + grid - 1, grid) * grid + phase;
  }

  /**
   * The last tick whose row is closed at a watermark.
   *
   * @return {@link Long#MIN_VALUE} while there is no watermark, or one before the first tick there
   *     can be, and where it speaks of the end of the input alone
   */
  public long lastClosed(long watermark) {
    return watermark < Long.MIN_VALUE + tickMs || watermark == Long.MAX_VALUE
        ? Long.MIN_VALUE
        : Math.floorDiv(watermark + 1, tickMs) * tickMs;
  }

  /** Until when a record with this event time may become visible. */
  public long acceptedUntil(long eventTime) {
    return latenessMs == UNBOUNDED ? Long.MAX_VALUE : eventTime + latenessMs;
  }

  /** The grid on which rows of segments are published. */
  public long segmentTickMs() {
    return Math.max(HOUR_MS, tickMs);
  }

  /** The first tick whose row an event that becomes visible at this time is in. */
  public long tickAfter(long visibleAt) {
    return Math.floorDiv(visibleAt, tickMs) * tickMs + tickMs;
  }

  /** The first segment tick that is not before an instant. */
  public long segmentTickFrom(long instant) {
    return Math.floorDiv(instant + segmentTickMs() - 1, segmentTickMs()) * segmentTickMs();
  }

  public boolean isSegmentTick(long instant) {
    return Math.floorMod(instant, segmentTickMs()) == 0;
  }
}
