package io.plumbline.core.configuration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rows of a transaction, until all of them have come. A place in it is taken once. */
final class PendingTransaction {
  /** The order of commits. */
  static final Comparator<PendingTransaction> ORDER =
      Comparator.comparingLong(PendingTransaction::previousCommit)
          .thenComparing(PendingTransaction::id);

  private final String id;
  private final long previousCommit;
  private final Map<Long, RowChange> rows = new TreeMap<>();
  private final Map<Long, RefusedChange> refused = new TreeMap<>();
  private final Map<String, Integer> counts = new HashMap<>();

  /**
   * @param any position of a row of it
   */
  PendingTransaction(String id, SourcePosition any) {
    this.id = id;
    // What comes before the first commit that a connector passes is ordered by the log alone.
    this.previousCommit = any.commitLsn() == SourcePosition.UNKNOWN ? any.lsn() : any.commitLsn();
  }

  String id() {
    return id;
  }

  /** A place in the log that is not before the commit before its own, and is before its own. */
  long previousCommit() {
    return previousCommit;
  }

  /** Whether the row is new. */
  boolean add(RowChange row) {
    if (isTaken(row.position())) {
      return false;
    }
    rows.put(row.position().totalOrder(), row);
    counts.merge(row.table(), 1, Integer::sum);
    return true;
  }

  /** Whether the row is new. */
  boolean add(RefusedChange row) {
    if (isTaken(row.position())) {
      return false;
    }
    refused.put(row.position().totalOrder(), row);
    counts.merge(row.table(), 1, Integer::sum);
    return true;
  }

  private boolean isTaken(SourcePosition position) {
    return rows.containsKey(position.totalOrder()) || refused.containsKey(position.totalOrder());
  }

  /** How many rows of the table have come, readable or not. */
  int count(String table) {
    return counts.getOrDefault(table, 0);
  }

  Set<String> tables() {
    return counts.keySet();
  }

  /** In the order of the transaction. */
  List<RowChange> rows() {
    return new ArrayList<>(rows.values());
  }

  List<RefusedChange> refused() {
    return new ArrayList<>(refused.values());
  }
}
