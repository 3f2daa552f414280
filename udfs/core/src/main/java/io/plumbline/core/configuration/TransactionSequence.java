package io.plumbline.core.configuration;

import io.plumbline.core.configuration.SequenceState.SingleRow;
import io.plumbline.core.configuration.TransactionBoundary.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * Puts changes, which come in a topic per table, back into transactions, and these into the order
 * of their commits.
 *
 * <pre>
 *   gathering the snapshot --(complete)--> applying transactions, each when it is complete
 * </pre>
 *
 * <ul>
 *   <li>First comes the initial snapshot, as one transaction; see {@link SnapshotGathering} for
 *       when it is complete. A connector without a snapshot has none.
 *   <li>The order is that of the ends in the topic of transactions, which is that of the commits. A
 *       transaction is complete when its end is there and as many rows of each table as it says;
 *       later ones wait for it. Tables that are not read are not waited for.
 *   <li>A row that is missing is given up when its table's topic has shown a change of a later
 *       commit: a topic holds its table's changes in the order of commits.
 *   <li>A transaction whose end never came, though that of a later one did, is applied before that
 *       one, with the rows that are there: its end has gone from the topic.
 *   <li>What comes again changes nothing. A change is known to be applied by the commit that the
 *       connector had passed before it, an end by its own.
 *   <li>A row that is read again, by an incremental snapshot or a later one, repairs the table: it
 *       is a transaction of its own, at its time, once the changes before it in its topic are
 *       applied. It tells of no deletions. It is left out if its table has since changed.
 *   <li>So is a streamed change of a connector that tells of no transactions ({@code
 *       provide.transaction.metadata=true} is missing), in the order in which they come: then
 *       tables may not fit together for a while.
 * </ul>
 *
 * <p>What is lost is said with the transaction that it was lost of: each row that could not be read
 * or never came is missing in exactly one, or, where nothing tells which, in one of its own.
 *
 * <p>The outcome does not depend on how the topics interleave; single rows of different tables
 * excepted. What is kept is bounded by the rows that are not applied.
 *
 * <p>A database whose log begins anew, or runs back, needs topics of another name: its changes look
 * as if they came again.
 */
public final class TransactionSequence {
  static final String HEARTBEATS = "experimentation.heartbeats";

  private final Set<String> tables;
  private final SnapshotGathering snapshot;
  private final Map<String, PendingTransaction> pending = new HashMap<>();
  private final TreeSet<PendingTransaction> inOrder = new TreeSet<>(PendingTransaction.ORDER);
  private final ArrayDeque<TransactionBoundary> ends = new ArrayDeque<>();
  private final ArrayDeque<SingleRow> single = new ArrayDeque<>();
  private final Map<String, Long> appliedCommits;
  private final Map<String, SourcePosition> seen;
  private long appliedCommit;
  private long redelivered;

  /**
   * @param tables that are read, with their schema, each from a topic of one partition
   * @param lastOffset of the last record that can be read in a table's topic, -1 if it holds none;
   *     asked once per table, when the connector has read the snapshot
   * @param state {@link SequenceState#EMPTY} at the beginning
   */
  public TransactionSequence(
      Collection<String> tables, ToLongFunction<String> lastOffset, SequenceState state) {
    this.tables = Set.copyOf(tables);
    this.snapshot = new SnapshotGathering(tables, lastOffset, state.snapshot());
    this.appliedCommits = new HashMap<>(state.appliedCommits());
    this.seen = new HashMap<>(state.seen());
    this.appliedCommit = state.appliedCommit();
    this.redelivered = state.redelivered();
    state.rows().forEach(row -> transaction(row.transactionId(), row.position()).add(row));
    state.refused().forEach(row -> transaction(row.transactionId(), row.position()).add(row));
    ends.addAll(state.ends());
    single.addAll(state.single());
  }

  /** All that it knows. */
  public SequenceState state() {
    List<RowChange> rows = new ArrayList<>();
    List<RefusedChange> refused = new ArrayList<>();
    for (PendingTransaction transaction : inOrder) {
      rows.addAll(transaction.rows());
      refused.addAll(transaction.refused());
    }
    return new SequenceState(
        snapshot.state(),
        rows,
        refused,
        List.copyOf(ends),
        List.copyOf(single),
        appliedCommit,
        appliedCommits,
        seen,
        redelivered);
  }

  /** How many changes and boundaries came again. */
  public long redelivered() {
    return redelivered;
  }

  /**
   * What holds up the rest, for people; null if nothing waits. A row that cannot be read in any
   * part of it holds its transaction up until its table changes again.
   */
  public String waitsFor() {
    if (!snapshot.isApplied()) {
      return "the initial snapshot"
          + (snapshot.state().isRead() ? ": rows of " + String.join(", ", snapshot.missing()) : "");
    }
    TransactionBoundary end = ends.peek();
    if (end == null) {
      return inOrder.isEmpty() ? null : "the end of transaction " + inOrder.first().id();
    }
    List<String> missing = new ArrayList<>();
    for (String table : tables) {
      long count = missing(end, table);
      if (count > 0) {
        missing.add(count + " of " + table);
      }
    }
    missing.sort(Comparator.naturalOrder());
    return "rows of transaction " + end.transactionId() + ": " + String.join(", ", missing);
  }

  /** Takes a change; gives the transactions that can now be applied, in their order. */
  public List<SourceTransaction> accept(RowChange row) {
    switch (row.snapshot()) {
      case ROW, LAST_OF_TABLE, LAST -> acceptSnapshot(row);
      case INCREMENTAL -> acceptRepair(row, row.position().commitLsn());
      case NONE -> acceptStreamed(row);
    }
    return applicable();
  }

  /** Takes a boundary; gives the transactions that can now be applied, in their order. */
  public List<SourceTransaction> accept(TransactionBoundary boundary) {
    snapshot.streamed(null);
    if (boundary.kind() == Kind.END) {
      long last = ends.isEmpty() ? appliedCommit : ends.getLast().lsn();
      if (boundary.lsn() <= last) {
        redelivered++;
      } else {
        ends.add(boundary);
      }
    }
    return applicable();
  }

  /**
   * Takes what could not be read, so that nobody waits for it; gives the transactions that can now
   * be applied, in their order.
   */
  public List<SourceTransaction> accept(RefusedChange row) {
    if (row.table() == null) {
      refuseUnknown(row.position());
      return applicable();
    }
    if (row.snapshot().isInitial()) {
      if (!snapshot.isApplied() && !snapshot.addRefused(row)) {
        redelivered++;
      }
      return applicable();
    }
    snapshot.streamed(row.table());
    List<SourceTransaction> out = new ArrayList<>();
    if (row.transactionId() == null) {
      // No other will say so. When it was committed is not known.
      out.add(
          new SourceTransaction(
              "row at " + row.position(), 0, List.of(), false, Map.of(row.table(), 1L)));
    } else {
      if (isApplied(row.position()) || !transaction(row.transactionId(), row.position()).add(row)) {
        redelivered++;
      }
      see(row.table(), row.position());
    }
    out.addAll(applicable());
    return out;
  }

  /**
   * Of a table that only the topic's name tells, as Debezium makes it. What is streamed is missing
   * in its transaction, when that is given up.
   */
  private void refuseUnknown(SourcePosition position) {
    for (String table : tables) {
      if (position.topic().endsWith("." + table)) {
        snapshot.read(table, position);
        snapshot.refused(table);
      }
    }
  }

  private void acceptSnapshot(RowChange row) {
    if (!snapshot.isApplied()) {
      if (!snapshot.add(row)) {
        redelivered++;
      }
    } else if (snapshot.covers(row)) {
      redelivered++;
    } else {
      acceptRepair(row, row.position().lsn());
    }
  }

  /**
   * @param readAt a commit or place in the log at which the row was as it is
   */
  private void acceptRepair(RowChange row, long readAt) {
    snapshot.streamed(row.table());
    Long changed = appliedCommits.get(row.table());
    if (changed != null && readAt < changed && readAt != SourcePosition.UNKNOWN) {
      redelivered++;
      return;
    }
    String after = null;
    for (PendingTransaction transaction : inOrder) {
      if (transaction.count(row.table()) > 0) {
        after = transaction.id();
      }
    }
    single.add(new SingleRow(row, after));
  }

  private void acceptStreamed(RowChange row) {
    snapshot.streamed(row.table());
    if (row.transactionId() == null) {
      if (isBefore(row.position(), seen.get(row.table()))) {
        redelivered++;
      } else {
        single.add(new SingleRow(row, null));
      }
    } else if (isApplied(row.position())
        || !transaction(row.transactionId(), row.position()).add(row)) {
      redelivered++;
    }
    see(row.table(), row.position());
  }

  /** Before the first commit that a connector passes, only the log tells. */
  private boolean isApplied(SourcePosition position) {
    return position.commitLsn() == SourcePosition.UNKNOWN
        ? position.lsn() < appliedCommit
        : position.commitLsn() < appliedCommit;
  }

  private static boolean isBefore(SourcePosition position, SourcePosition seen) {
    if (seen == null) {
      return false;
    }
    return position.commitLsn() == SourcePosition.UNKNOWN
            || position.commitLsn() == seen.commitLsn()
        ? position.lsn() < seen.lsn()
        : position.commitLsn() < seen.commitLsn();
  }

  private void see(String table, SourcePosition position) {
    seen.merge(table, position, (known, now) -> now.compareTo(known) > 0 ? now : known);
  }

  private PendingTransaction transaction(String id, SourcePosition position) {
    PendingTransaction transaction = pending.get(id);
    if (transaction == null) {
      transaction = new PendingTransaction(id, position);
      pending.put(id, transaction);
      inOrder.add(transaction);
    }
    return transaction;
  }

  private List<SourceTransaction> applicable() {
    List<SourceTransaction> out = new ArrayList<>();
    if (!snapshot.isApplied()) {
      SourceTransaction initial = snapshot.complete();
      if (initial == null) {
        return out;
      }
      add(initial, out);
    }
    applySingle(out);
    for (TransactionBoundary end = ends.peek(); isComplete(end); end = ends.peek()) {
      ends.poll();
      applyWithoutEnd(end, out);
      apply(end, out);
      applySingle(out);
    }
    return out;
  }

  private boolean isComplete(TransactionBoundary end) {
    if (end == null) {
      return false;
    }
    for (String table : end.eventCounts().keySet()) {
      if (missing(end, table) > 0 && !isPast(table, end)) {
        return false;
      }
    }
    return true;
  }

  private long missing(TransactionBoundary end, String table) {
    if (!tables.contains(table)) {
      return 0;
    }
    PendingTransaction transaction = pending.get(end.transactionId());
    long there = transaction == null ? 0 : transaction.count(table);
    return Math.max(0, end.eventCounts().getOrDefault(table, 0L) - there);
  }

  /** Whether no row of the transaction can come any more in the table's topic. */
  private boolean isPast(String table, TransactionBoundary end) {
    SourcePosition furthest = seen.get(table);
    return furthest != null && furthest.commitLsn() >= end.lsn();
  }

  private void applyWithoutEnd(TransactionBoundary next, List<SourceTransaction> out) {
    List<PendingTransaction> before = new ArrayList<>();
    for (PendingTransaction transaction : inOrder) {
      if (transaction.previousCommit() >= next.lsn()) {
        break;
      }
      if (!transaction.id().equals(next.transactionId())) {
        before.add(transaction);
      }
    }
    for (PendingTransaction transaction : before) {
      long committedAtMs =
          transaction.rows().stream().mapToLong(RowChange::committedAtMs).max().orElse(0);
      apply(transaction.id(), committedAtMs, transaction.previousCommit(), Map.of(), out);
    }
  }

  private void apply(TransactionBoundary end, List<SourceTransaction> out) {
    Map<String, Long> missing = new TreeMap<>();
    for (String table : end.eventCounts().keySet()) {
      long count = missing(end, table);
      if (count > 0) {
        missing.put(table, count);
      }
    }
    appliedCommit = end.lsn();
    apply(end.transactionId(), end.committedAtMs(), end.lsn(), missing, out);
  }

  private void apply(
      String id,
      long committedAtMs,
      long commit,
      Map<String, Long> missing,
      List<SourceTransaction> out) {
    PendingTransaction transaction = pending.remove(id);
    if (transaction == null) {
      add(new SourceTransaction(id, committedAtMs, List.of(), false, missing), out);
      return;
    }
    inOrder.remove(transaction);
    transaction.tables().forEach(table -> appliedCommits.merge(table, commit, Math::max));
    List<RowChange> rows = transaction.rows();
    Map<String, Long> lost = new TreeMap<>(missing);
    transaction.refused().forEach(row -> lost.merge(row.table(), 1L, Long::sum));
    boolean isHeartbeat =
        lost.isEmpty()
            && !rows.isEmpty()
            && rows.stream().allMatch(row -> row.table().equals(HEARTBEATS));
    add(new SourceTransaction(id, committedAtMs, rows, isHeartbeat, lost), out);
  }

  private void applySingle(List<SourceTransaction> out) {
    for (int i = single.size(); i > 0; i--) {
      SingleRow next = single.poll();
      RowChange row = next.row();
      if (next.afterTransaction() != null && pending.containsKey(next.afterTransaction())) {
        single.add(next);
      } else {
        out.add(
            new SourceTransaction(
                "row at " + row.position(), row.committedAtMs(), List.of(row), false));
      }
    }
  }

  private static void add(SourceTransaction transaction, List<SourceTransaction> out) {
    if (!transaction.changes().isEmpty() || !transaction.missing().isEmpty()) {
      out.add(transaction);
    }
  }
}
