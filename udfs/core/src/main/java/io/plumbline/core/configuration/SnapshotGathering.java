package io.plumbline.core.configuration;

import io.plumbline.core.experiment.Experiment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * The initial snapshot, until all of it has come.
 *
 * <p>That the connector has read all is told by the mark {@code last}, or by anything that was
 * streamed, which it does only afterwards. Of each table all has come when
 *
 * <ul>
 *   <li>its last row was marked as such,
 *   <li>or something came in its topic that is no row of the snapshot,
 *   <li>or the topic has been read to where it ended when the broker was asked after that: a table
 *       without rows has no last one, and the first row of all is marked only as the first, even if
 *       it is alone.
 * </ul>
 *
 * <p>A connector that is killed in its snapshot takes another one, from the beginning: rows of the
 * later place in the log take the place of all those of the earlier.
 */
final class SnapshotGathering {
  private static final Comparator<RowChange> ORDER =
      Comparator.comparing(RowChange::table)
          .thenComparing(change -> change.position().partition())
          .thenComparing(change -> change.position().offset());

  /** The offset before all. */
  static final long NOTHING = -1;

  private record RowKey(String table, Object key) {}

  private final Collection<String> tables;
  private final ToLongFunction<String> lastOffset;
  private final Set<String> ready = new HashSet<>();
  private final Map<String, Long> readOffsets;
  // Asked again when the job is restored: what has come since is no row of the snapshot.
  private final Map<String, Long> lastOffsets = new HashMap<>();
  private final Map<RowKey, RowChange> rows = new LinkedHashMap<>();
  private boolean isApplied;
  private boolean isRead;
  private long lsn;
  private final Map<String, Long> refusedRows;

  SnapshotGathering(
      Collection<String> tables, ToLongFunction<String> lastOffset, SequenceState.Snapshot state) {
    this.tables = tables;
    this.lastOffset = lastOffset;
    this.isApplied = state.isApplied();
    this.isRead = state.isRead();
    this.lsn = state.lsn();
    this.refusedRows = new HashMap<>(state.refusedRows());
    this.readOffsets = new HashMap<>(state.readOffsets());
    ready.addAll(state.readyTables());
    state.rows().forEach(this::put);
  }

  SequenceState.Snapshot state() {
    return new SequenceState.Snapshot(
        isApplied, isRead, lsn, ready, readOffsets, List.copyOf(rows.values()), refusedRows);
  }

  boolean isApplied() {
    return isApplied;
  }

  /**
   * Whether the row was in what was applied, or of a snapshot before it. A row of that very
   * snapshot is new where only the broker said that its table was read to its end.
   */
  boolean covers(RowChange row) {
    long at = row.position().lsn();
    return at < lsn || at == lsn && ready.contains(row.table());
  }

  /**
   * Takes a row of the snapshot, while it is not applied.
   *
   * @return false if a later snapshot has taken its place
   */
  boolean add(RowChange row) {
    if (!begin(row.position())) {
      return false;
    }
    put(row);
    mark(row.table(), row.snapshot(), row.position());
    return true;
  }

  /** Takes note of a row that could not be read. */
  boolean addRefused(RefusedChange row) {
    if (!begin(row.position())) {
      return false;
    }
    refused(row.table());
    mark(row.table(), row.snapshot(), row.position());
    return true;
  }

  /** Of a table, but it cannot be told whether of the snapshot; better once too often. */
  void refused(String table) {
    if (!isApplied) {
      refusedRows.merge(table, 1L, Long::sum);
    }
  }

  private boolean begin(SourcePosition position) {
    if (position.lsn() < lsn) {
      return false;
    }
    if (position.lsn() > lsn) {
      lsn = position.lsn();
      isRead = false;
      rows.clear();
      ready.clear();
      lastOffsets.clear();
      refusedRows.clear();
    }
    return true;
  }

  private void put(RowChange row) {
    // Without a key no row takes another's place.
    rows.put(new RowKey(row.table(), row.key() == null ? row.position() : row.key()), row);
  }

  private void mark(String table, SnapshotMark mark, SourcePosition position) {
    read(table, position);
    if (mark.endsTable()) {
      ready.add(table);
    }
    if (mark == SnapshotMark.LAST) {
      isRead = true;
    }
  }

  /** Something came in the table's topic, whatever it was. */
  void read(String table, SourcePosition position) {
    if (!isApplied) {
      readOffsets.merge(table, position.offset(), Math::max);
    }
  }

  /**
   * Something was streamed: the connector has read its snapshot.
   *
   * @param table in whose topic it was; null: in none of them
   */
  void streamed(String table) {
    isRead = true;
    if (table != null) {
      ready.add(table);
    }
  }

  /** The snapshot, once it is complete; null before, and when it has been given. */
  SourceTransaction complete() {
    if (isApplied || !isRead || !missing().isEmpty()) {
      return null;
    }
    isApplied = true;
    List<RowChange> changes = new ArrayList<>(rows.values());
    changes.sort(ORDER);
    rows.clear();
    readOffsets.clear();
    lastOffsets.clear();
    Map<String, Long> missing = Map.copyOf(refusedRows);
    refusedRows.clear();
    return new SourceTransaction("snapshot at " + lsn, Experiment.ALWAYS, changes, false, missing);
  }

  /** The tables of which something may still come. */
  Set<String> missing() {
    Set<String> missing = new TreeSet<>();
    for (String table : tables) {
      if (!ready.contains(table) && !isReadToItsEnd(table)) {
        missing.add(table);
      }
    }
    return missing;
  }

  private boolean isReadToItsEnd(String table) {
    return isRead
        && lastOffsets.computeIfAbsent(table, lastOffset::applyAsLong)
            <= readOffsets.getOrDefault(table, NOTHING);
  }
}
