package io.plumbline.core.configuration;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One change of one row.
 *
 * <p>Values are null, String, Long, Double, BigDecimal, Boolean, List, Map, or {@link
 * #UNAVAILABLE}. A {@code timestamptz} is an ISO text; {@code jsonb} is a JSON text; {@code text[]}
 * is a list; an {@code interval} is microseconds or an ISO text, a {@code numeric} a BigDecimal or
 * text, as the connector is set.
 *
 * @param table with its schema, as {@code experimentation.variants}
 * @param key null where there is none: a truncation, a table without a primary key
 * @param before null unless an update brought the whole row, as it does under {@code REPLICA
 *     IDENTITY FULL}; always null in a deletion, where the connector may invent values and only the
 *     key is right. For people to read: nothing should be decided by it
 * @param after null in a deletion and a truncation
 * @param transactionId the database's number of the transaction; null in a snapshot, and where the
 *     connector tells of no transactions
 * @param committedAtMs milliseconds since the epoch; of a snapshot's row, when it was read
 */
public record RowChange(
    String table,
    RowOperation operation,
    Map<String, Object> key,
    Map<String, Object> before,
    Map<String, Object> after,
    String transactionId,
    long committedAtMs,
    SnapshotMark snapshot,
    SourcePosition position) {

  /** Stands for a large value that did not change and was not sent: it is what it was. */
  public static final Object UNAVAILABLE = Unavailable.VALUE;

  private enum Unavailable {
    VALUE;

    @Override
    public String toString() {
      return "(unchanged, not sent)";
    }
  }

  public RowChange {
    key = immutable(key);
    before = immutable(before);
    after = immutable(after);
  }

  /** The table's name without its schema. */
  public String tableName() {
    return table.substring(table.lastIndexOf('.') + 1);
  }

  /** {@code Map.copyOf} takes no null values. */
  private static Map<String, Object> immutable(Map<String, Object> values) {
    return values == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
