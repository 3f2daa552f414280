package io.plumbline.core.watch;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.UnexpectedExposures;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Exposures for a key that no configuration knows: somebody forgot to set the experiment up, wrote
 * its key wrong, or never took it out of the code.
 *
 * <pre>
 *   (followed) -- {@value #OPENED_FROM} exposures --> OPENED -- it becomes known, or
 *       |                                          {@link #FORGOTTEN_AFTER} without one --> RESOLVED
 *       +-- the same, before there are so many --> (forgotten)
 * </pre>
 *
 * <p>All by event time: an exposure counts in the row of its tick, {@code visible_at < tick}. After
 * RESOLVED the next exposure begins anew.
 *
 * @param exposures so far
 * @param firstTick in whose row the first counted, milliseconds since the epoch
 * @param lastTick in whose row the last counted
 * @param openedAt the tick at which the alert was opened; null: it was not
 */
public record UnknownExperiment(long exposures, long firstTick, long lastTick, Long openedAt) {

  /** Fewer are a test in somebody's browser. */
  public static final long OPENED_FROM = 100;

  /** After so long without an exposure it is over. */
  public static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

  /**
   * So many keys are followed at once, in the order of their first tick, then by name. Others have
   * to wait until one of them is forgotten: keys that are made up as they come are one fault.
   */
  public static final int MOST = 1_000;

  /** Of a key that is followed from a tick on. */
  public static UnknownExperiment from(long tick) {
    return new UnknownExperiment(0, tick, tick, null);
  }

  /**
   * With the exposures of a tick.
   *
   * @param out takes the alert
   */
  public UnknownExperiment seen(String key, long tick, long more, Consumer<ExperimentAlert> out) {
    long sum = exposures + more;
    boolean opens = openedAt == null && sum >= OPENED_FROM;
    if (opens) {
      out.accept(UnexpectedExposures.opened(key, sum, firstTick, tick));
    }
    return new UnknownExperiment(sum, firstTick, tick, opens ? Long.valueOf(tick) : openedAt);
  }

  /** Whether it is over at a tick for want of exposures. */
  public boolean isSilentAt(long tick) {
    return silentFrom(lastTick) <= tick;
  }

  /** When a key of which no more exposures come is forgotten. */
  public static long silentFrom(long lastTick) {
    return lastTick + FORGOTTEN_AFTER.toMillis();
  }

  /**
   * Ends at a tick.
   *
   * @param isKnown whether there is a configuration now; else there are no exposures any more
   * @param out takes the alert
   */
  public void end(String key, long tick, boolean isKnown, Consumer<ExperimentAlert> out) {
    if (openedAt != null) {
      out.accept(UnexpectedExposures.resolved(key, exposures, openedAt, tick, isKnown));
    }
  }
}
