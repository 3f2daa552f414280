package io.plumbline.core.configuration;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a {@link TransactionSequence} knows. Its size is that of the rows which are not applied
 * yet, plus a few numbers per table.
 *
 * @param snapshot the initial snapshot, while it is gathered and after
 * @param rows of transactions that are not complete, in the order in which they came
 * @param refused likewise, what could not be read of them
 * @param ends of transactions that are not applied, in the order of their commits
 * @param single rows that are a transaction of their own and wait for their turn
 * @param appliedCommit the last commit that was applied; {@link SourcePosition#UNKNOWN}: none
 * @param appliedCommits the same per table that it touched
 * @param seen the furthest streamed change per table
 * @param redelivered how many changes and boundaries came again and changed nothing
 */
public record SequenceState(
    Snapshot snapshot,
    List<RowChange> rows,
    List<RefusedChange> refused,
    List<TransactionBoundary> ends,
    List<SingleRow> single,
    long appliedCommit,
    Map<String, Long> appliedCommits,
    Map<String, SourcePosition> seen,
    long redelivered) {

  public static final SequenceState EMPTY =
      new SequenceState(
          new Snapshot(
              false, false, SourcePosition.UNKNOWN, Set.of(), Map.of(), List.of(), Map.of()),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          SourcePosition.UNKNOWN,
          Map.of(),
          Map.of(),
          0);

  /**
   * The initial snapshot.
   *
   * @param isApplied whether it is over and done
   * @param isRead whether the connector has read it all, though perhaps not all has come
   * @param lsn where it was taken; a later one takes the place of one that was not read to its end
   * @param readyTables of which all rows have come, as far as the connector says so
   * @param readOffsets how far each table's topic has been read
   * @param refusedRows how many rows of which tables could not be read
   */
  public record Snapshot(
      boolean isApplied,
      boolean isRead,
      long lsn,
      Set<String> readyTables,
      Map<String, Long> readOffsets,
      List<RowChange> rows,
      Map<String, Long> refusedRows) {

    public Snapshot {
      readyTables = Set.copyOf(readyTables);
      readOffsets = Map.copyOf(readOffsets);
      rows = List.copyOf(rows);
      refusedRows = Map.copyOf(refusedRows);
    }
  }

  /**
   * A row that is its own transaction.
   *
   * @param afterTransaction the transaction for which it waits; null: none
   */
  public record SingleRow(RowChange row, String afterTransaction) {}

  public SequenceState {
    rows = List.copyOf(rows);
    refused = List.copyOf(refused);
    ends = List.copyOf(ends);
    single = List.copyOf(single);
    appliedCommits = Map.copyOf(appliedCommits);
    seen = Map.copyOf(seen);
  }
}
