package io.plumbline.core.configuration;

import io.plumbline.core.experiment.Experiment;

/**
 * When a transaction acts.
 *
 * @param at the earliest, milliseconds since the epoch; {@link Experiment#ALWAYS}: everything from
 *     its own time
 */
record Acting(long at, Commit commit) {

  /** Whether it is the initial snapshot. */
  boolean isInitial() {
    return at == Experiment.ALWAYS;
  }

  /** From when on something acts that has a time of its own. */
  long from(long own) {
    return Math.max(own, at);
  }

  /** When it acts in the sense of the tables, where the snapshot is as old as its reading. */
  long inTables() {
    return isInitial() ? commit.committedAt() : at;
  }
}
