package io.plumbline.core.configuration;

import io.plumbline.core.configuration.TransactionBoundary.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A connector that writes to its topics what a database did. A place in the log is 10 bytes. */
final class SourceLog {
  /** The topics' records in order: of a table by its name, of transactions by null. */
  final Map<String, List<Object>> topics = new LinkedHashMap<>();

  private long lsn = 1000;
  private long lastCommit = SourcePosition.UNKNOWN;
  private int transactions = 500;

  /** A row that a transaction writes. */
  record Write(String table, RowOperation operation, String key, Object value) {}

  static Write put(String table, String key, Object value) {
    return new Write(table, RowOperation.UPDATE, key, value);
  }

  static Write delete(String table, String key) {
    return new Write(table, RowOperation.DELETE, key, null);
  }

  /** Rows of the initial snapshot, {@code table/key}. */
  SourceLog snapshot(String... rows) {
    lsn += 10;
    Map<String, Integer> left = new HashMap<>();
    for (String row : rows) {
      left.merge(table(row), 1, Integer::sum);
    }
    for (int i = 0; i < rows.length; i++) {
      boolean endsTable = left.merge(table(rows[i]), -1, Integer::sum) == 0;
      SnapshotMark mark =
          i == rows.length - 1
              ? SnapshotMark.LAST
              : endsTable ? SnapshotMark.LAST_OF_TABLE : SnapshotMark.ROW;
      add(row(rows[i], null, mark, SourcePosition.UNKNOWN, lsn, 0, "snapshot"));
    }
    return this;
  }

  /** A row that an incremental snapshot reads. */
  SourceLog readAgain(String row, Object value) {
    add(row(row, null, SnapshotMark.INCREMENTAL, lastCommit, SourcePosition.UNKNOWN, 0, value));
    return this;
  }

  /** A transaction; gives its number. */
  String commit(Write... writes) {
    String id = Integer.toString(transactions++);
    Map<String, Long> counts = new LinkedHashMap<>();
    topic(null).add(new TransactionBoundary(Kind.BEGIN, id, lsn + 10, ms(), Map.of()));
    for (int i = 0; i < writes.length; i++) {
      Write write = writes[i];
      lsn += 10;
      counts.merge(write.table(), 1L, Long::sum);
      RowChange change =
          row(
              write.table() + "/" + write.key(),
              id,
              SnapshotMark.NONE,
              lastCommit,
              lsn,
              i + 1,
              write.value());
      add(with(change, write.operation()));
    }
    lsn += 10;
    lastCommit = lsn;
    topic(null).add(new TransactionBoundary(Kind.END, id, lsn, ms(), counts));
    return id;
  }

  long ms() {
    return 1_000_000 + lsn;
  }

  private RowChange row(
      String row,
      String transaction,
      SnapshotMark mark,
      long commit,
      long place,
      long order,
      Object value) {
    String table = table(row);
    Map<String, Object> key = Map.of("key", row.substring(row.indexOf('/') + 1));
    Map<String, Object> after = new LinkedHashMap<>(key);
    after.put("value", value);
    return new RowChange(
        table,
        RowOperation.READ,
        key,
        null,
        after,
        transaction,
        ms(),
        mark,
        new SourcePosition(commit, place, order, "cdc." + table, 0, topic(table).size()));
  }

  private static RowChange with(RowChange change, RowOperation operation) {
    return new RowChange(
        change.table(),
        operation,
        change.key(),
        null,
        operation == RowOperation.DELETE ? null : change.after(),
        change.transactionId(),
        change.committedAtMs(),
        change.snapshot(),
        change.position());
  }

  private static String table(String row) {
    return row.substring(0, row.indexOf('/'));
  }

  private void add(RowChange change) {
    topic(change.table()).add(change);
  }

  private List<Object> topic(String name) {
    return topics.computeIfAbsent(name, unknown -> new ArrayList<>());
  }

  List<Object> records() {
    List<Object> records = new ArrayList<>();
    topics.values().forEach(records::addAll);
    return records;
  }

  static List<SourceTransaction> accept(TransactionSequence sequence, Object record) {
    if (record instanceof RowChange change) {
      return sequence.accept(change);
    }
    return record instanceof RefusedChange refused
        ? sequence.accept(refused)
        : sequence.accept((TransactionBoundary) record);
  }

  static List<SourceTransaction> acceptAll(TransactionSequence sequence, List<Object> records) {
    List<SourceTransaction> out = new ArrayList<>();
    records.forEach(record -> out.addAll(accept(sequence, record)));
    return out;
  }
}
