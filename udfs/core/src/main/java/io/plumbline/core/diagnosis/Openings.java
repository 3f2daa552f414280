package io.plumbline.core.diagnosis;

import java.util.Collection;

/**
 * Alarms on splits over all experiments, as of an instant: whether they have a cause in common.
 *
 * @param opened running experiments whose alarm opened within 24 hours, the one that is diagnosed
 *     too
 * @param running experiments, that one too
 */
public record Openings(int opened, int running) {
  private static final int LEAST_OPENED = 3;
  private static final int RUNNING_PER_OPENED = 5;

  /**
   * @param asOf milliseconds since the epoch
   * @param standings of all experiments as of then, one each
   */
  public static Openings at(long asOf, Collection<SplitStanding> standings) {
    int opened = 0;
    int running = 0;
    for (SplitStanding standing : standings) {
      if (standing.isRunningAt(asOf)) {
        running++;
        opened += standing.hasJustOpenedAt(asOf) ? 1 : 0;
      }
    }
    return new Openings(opened, running);
  }

  /** At least three, and at least a fifth of those that run: STATISTICS.md, section 9, rule 2. */
  public boolean areShared() {
    return opened >= LEAST_OPENED && RUNNING_PER_OPENED * opened >= running;
  }
}
