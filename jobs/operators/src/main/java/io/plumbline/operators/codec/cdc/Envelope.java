package io.plumbline.operators.codec.cdc;

import io.plumbline.core.configuration.RefusedChange;
import io.plumbline.core.configuration.RowChange;
import io.plumbline.core.configuration.RowOperation;
import io.plumbline.core.configuration.SnapshotMark;
import io.plumbline.core.configuration.SourcePosition;
import io.plumbline.core.configuration.TransactionBoundary;
import io.plumbline.operators.codec.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One record while it is read: Debezium's envelope, or its metadata of a transaction. */
final class Envelope {
  /** What stands for a large value that did not change, Debezium's {@code unavailable.value}. */
  private static final String UNAVAILABLE = "__debezium_unavailable_value";

  private static final String UNAVAILABLE_BYTES =
      Base64.getEncoder().encodeToString(UNAVAILABLE.getBytes(StandardCharsets.UTF_8));

  private RowOperation operation;
  private String table;
  private String transactionId;
  private SnapshotMark snapshot = SnapshotMark.NONE;
  private long committedAtMs;
  private SourcePosition position;

  Envelope(String topic, int partition, long offset) {
    this.position =
        new SourcePosition(
            SourcePosition.UNKNOWN, SourcePosition.UNKNOWN, 0, topic, partition, offset);
  }

  /** What is known of the record when it cannot be read. */
  RefusedChange refused(String detail) {
    return new RefusedChange(table, transactionId, snapshot, detail, position);
  }

  /** Reads all but the row. */
  void readHeader(Map<?, ?> tree) throws MalformedException {
    if (!(tree.get("source") instanceof Map<?, ?> source)) {
      throw MalformedException.of(
          "source",
          "missing",
          "Debezium's envelope: no ExtractNewRecordState or other transform that flattens it");
    }
    table = text(source, "schema") + "." + text(source, "table");
    snapshot = mark(source.get("snapshot"));
    readPosition(source, tree.get("transaction"));
    committedAtMs = number(source, "ts_ms");
    operation = operation(tree.get("op"));
  }

  private void readPosition(Map<?, ?> source, Object transaction) throws MalformedException {
    long totalOrder = 0;
    if (transaction instanceof Map<?, ?> block) {
      totalOrder = number(block, "total_order");
      transactionId = beforeColon(text(block, "id"));
    }
    long lsn = source.get("lsn") instanceof Long number ? number : SourcePosition.UNKNOWN;
    long commitLsn = previousCommit(source.get("sequence"));
    position =
        new SourcePosition(
            commitLsn, lsn, totalOrder, position.topic(), position.partition(), position.offset());
  }

  RowChange change(Map<?, ?> tree, Map<?, ?> key) throws MalformedException {
    Map<String, Object> before =
        operation == RowOperation.UPDATE ? columns("before", tree.get("before")) : null;
    Map<String, Object> after = columns("after", tree.get("after"));
    switch (operation) {
      case READ, CREATE, UPDATE -> require(after != null, "after", "missing", "the row");
      case DELETE -> {
        require(key != null, "the key", "missing", "the columns of the primary key");
        after = null;
      }
      case TRUNCATE -> after = null;
    }
    return new RowChange(
        table,
        operation,
        columns("the key", key),
        before,
        after,
        transactionId,
        committedAtMs,
        snapshot,
        position);
  }

  private static Map<String, Object> columns(String field, Object row) throws MalformedException {
    if (row == null) {
      return null;
    }
    require(row instanceof Map<?, ?>, field, "no object", "the columns of a row");
    Map<String, Object> columns = new LinkedHashMap<>();
    for (Map.Entry<?, ?> column : ((Map<?, ?>) row).entrySet()) {
      try {
        columns.put((String) column.getKey(), column(column.getValue()));
      } catch (MalformedException e) {
        throw new MalformedException(field + "." + column.getKey() + ": " + e.getMessage());
      }
    }
    return columns;
  }

  private static Object column(Object value) throws MalformedException {
    return isUnavailable(value) ? RowChange.UNAVAILABLE : ConnectValues.variableScale(value);
  }

  /** A text, the bytes of it, a list of it alone, or a map of it to itself. */
  private static boolean isUnavailable(Object value) {
    return UNAVAILABLE.equals(value)
        || UNAVAILABLE_BYTES.equals(value)
        || List.of(UNAVAILABLE).equals(value)
        || Map.of(UNAVAILABLE, UNAVAILABLE).equals(value);
  }

  /** The metadata of a transaction. */
  TransactionBoundary boundary(Map<?, ?> tree) throws MalformedException {
    TransactionBoundary.Kind kind =
        switch (text(tree, "status")) {
          case "BEGIN" -> TransactionBoundary.Kind.BEGIN;
          case "END" -> TransactionBoundary.Kind.END;
          default -> throw MalformedException.of("status", text(tree, "status"), "BEGIN or END");
        };
    String id = text(tree, "id");
    return new TransactionBoundary(
        kind,
        beforeColon(id),
        lsn(id),
        number(tree, "ts_ms"),
        eventCounts(tree.get("data_collections")));
  }

  private static Map<String, Long> eventCounts(Object collections) throws MalformedException {
    Map<String, Long> counts = new LinkedHashMap<>();
    if (collections instanceof List<?> list) {
      for (Object item : list) {
        require(
            item instanceof Map<?, ?>,
            "data_collections",
            "a list of other things",
            "objects with data_collection and event_count");
        Map<?, ?> collection = (Map<?, ?>) item;
        counts.merge(
            text(collection, "data_collection"), number(collection, "event_count"), Long::sum);
      }
    }
    return counts;
  }

  private static String beforeColon(String id) {
    int colon = id.indexOf(':');
    return colon < 0 ? id : id.substring(0, colon);
  }

  private static long lsn(String id) throws MalformedException {
    String lsn = id.substring(id.indexOf(':') + 1);
    require(id.indexOf(':') > 0, "id", id, "a transaction's number, a colon, a place in the log");
    return number("id", lsn);
  }

  private static RowOperation operation(Object op) throws MalformedException {
    return switch (String.valueOf(op)) {
      case "r" -> RowOperation.READ;
      case "c" -> RowOperation.CREATE;
      case "u" -> RowOperation.UPDATE;
      case "d" -> RowOperation.DELETE;
      case "t" -> RowOperation.TRUNCATE;
      default -> throw MalformedException.of("op", shown(op), "r, c, u, d, t or m");
    };
  }

  private static SnapshotMark mark(Object snapshot) throws MalformedException {
    return switch (snapshot == null ? "false" : snapshot.toString()) {
      case "false" -> SnapshotMark.NONE;
      case "true", "first", "first_in_data_collection" -> SnapshotMark.ROW;
      case "last_in_data_collection" -> SnapshotMark.LAST_OF_TABLE;
      case "last" -> SnapshotMark.LAST;
      case "incremental" -> SnapshotMark.INCREMENTAL;
      default ->
          throw MalformedException.of(
              "source.snapshot",
              shown(snapshot),
              "true, first, first_in_data_collection, last_in_data_collection, last, false or"
                  + " incremental");
    };
  }

  /** The first of two numbers that come as texts in a JSON text, {@code ["1","2"]}. */
  private static long previousCommit(Object sequence) throws MalformedException {
    if (sequence == null) {
      return SourcePosition.UNKNOWN;
    }
    if (sequence instanceof String text
        && JsonValues.read(text.getBytes(StandardCharsets.UTF_8)) instanceof List<?> places
        && !places.isEmpty()) {
      return places.get(0) == null
          ? SourcePosition.UNKNOWN
          : number("source.sequence", places.get(0).toString());
    }
    throw MalformedException.of("source.sequence", "something else", "a list of two, as text");
  }

  private static String text(Map<?, ?> tree, String field) throws MalformedException {
    if (tree.get(field) instanceof String text) {
      return text;
    }
    throw MalformedException.of(field, tree.get(field) == null ? "missing" : "no text", "a text");
  }

  private static long number(Map<?, ?> tree, String field) throws MalformedException {
    if (tree.get(field) instanceof Long number) {
      return number;
    }
    throw MalformedException.of(
        field, tree.get(field) == null ? "missing" : "no whole number", "a whole number");
  }

  private static long number(String field, String text) throws MalformedException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw MalformedException.of(field, shown(text), "whole numbers");
    }
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    return value == null ? "missing" : text.substring(0, Math.min(text.length(), 40));
  }

  private static void require(boolean condition, String field, String found, String allowed)
      throws MalformedException {
    if (!condition) {
      throw MalformedException.of(field, found, allowed);
    }
  }
}
