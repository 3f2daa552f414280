package io.plumbline.core.configuration;

import io.plumbline.core.alert.LostConfiguration;
import io.plumbline.core.experiment.Experiment;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tables of which rows were lost: committed, but not read, or never come. What is assembled of
 * them may be other than what the database holds, and nothing in it would show.
 *
 * <pre>
 *   nothing --(rows are lost)--> OPENED --(of a further table)--> ESCALATED
 *     ^                             |                                |
 *     +--------(rows of all these tables were read again)------------+
 * </pre>
 *
 * <p>Heartbeats do not count: the next one says all that a lost one would have.
 *
 * @param openedAt milliseconds since the epoch; names the incident
 * @param sequence of its last transition; 0: there is none
 */
public record LostRows(long openedAt, int sequence, Set<String> tables) {
  public static final LostRows NONE = new LostRows(0, 0, Set.of());

  public LostRows {
    tables = Set.copyOf(tables);
  }

  /** What is lost after a transaction; a transition is told. */
  LostRows after(SourceTransaction transaction, Acting acting, AssemblyOutput out) {
    TreeSet<String> open = new TreeSet<>(tables);
    // The initial snapshot is older than all that was lost of what was streamed.
    if (transaction.committedAtMs() != Experiment.ALWAYS) {
      for (RowChange change : transaction.changes()) {
        if (change.operation() == RowOperation.READ) {
          open.remove(change.table());
        }
      }
    }
    Set<String> lost = new TreeSet<>(transaction.missing().keySet());
    lost.remove(TransactionSequence.HEARTBEATS);
    boolean isMore = !open.containsAll(lost);
    open.addAll(lost);
    long at = acting.inTables();
    if (isMore) {
      LostRows more = new LostRows(sequence == 0 ? at : openedAt, sequence + 1, open);
      out.alert(LostConfiguration.lost(more.sequence, open, transaction.id(), at, more.openedAt));
      return more;
    }
    if (open.isEmpty() && sequence > 0) {
      out.alert(LostConfiguration.resolved(sequence + 1, at, openedAt));
      return NONE;
    }
    return new LostRows(openedAt, sequence, open);
  }
}
