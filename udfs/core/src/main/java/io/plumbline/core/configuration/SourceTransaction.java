package io.plumbline.core.configuration;

import java.util.List;
import java.util.Map;

/**
 * Changes that were committed together, in their order. Transactions come in the order of their
 * commits.
 *
 * <p>Only the net effect counts: a changed key is a deletion and a creation.
 *
 * @param id the database's number of the transaction, or a name of what takes its place: a
 *     snapshot, a row that was read again
 * @param committedAtMs milliseconds since the epoch; {@code Experiment.ALWAYS} for the initial
 *     snapshot
 * @param isHeartbeat whether it touches the table {@code heartbeats} of the schema {@code
 *     experimentation} alone: every commit before it has been passed on
 * @param missing how many rows of which tables the database committed, but could not be read or
 *     never came; without tables of which none is missing
 */
public record SourceTransaction(
    String id,
    long committedAtMs,
    List<RowChange> changes,
    boolean isHeartbeat,
    Map<String, Long> missing) {

  public SourceTransaction {
    changes = List.copyOf(changes);
    missing = Map.copyOf(missing);
  }

  /** A transaction with all its rows. */
  public SourceTransaction(
      String id, long committedAtMs, List<RowChange> changes, boolean isHeartbeat) {
    this(id, committedAtMs, changes, isHeartbeat, Map.of());
  }

  /** All that is missing. */
  public int missingRows() {
    return Math.toIntExact(missing.values().stream().mapToLong(Long::longValue).sum());
  }
}
