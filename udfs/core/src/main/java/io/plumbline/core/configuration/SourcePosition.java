package io.plumbline.core.configuration;

import java.util.Comparator;

/**
 * Where a change stands in the database's log and in its topic.
 *
 * <p>Changes order by the commit before theirs, then by their own place in the log, then by their
 * place in their transaction, then by offset. The place in the log alone orders nothing: a
 * transaction that began early and committed late has early places.
 *
 * @param commitLsn the last commit that the connector had passed before this change; {@link
 *     #UNKNOWN} in a snapshot and before the first commit
 * @param lsn of the change; {@link #UNKNOWN} in an incremental snapshot
 * @param totalOrder the change's place in its transaction, from 1; 0 without a transaction
 */
public record SourcePosition(
    long commitLsn, long lsn, long totalOrder, String topic, int partition, long offset)
    implements Comparable<SourcePosition> {

  /** Below every place in a log. */
  public static final long UNKNOWN = -1;

  private static final Comparator<SourcePosition> ORDER =
      Comparator.comparingLong(SourcePosition::commitLsn)
          .thenComparingLong(SourcePosition::lsn)
          .thenComparingLong(SourcePosition::totalOrder)
          .thenComparing(SourcePosition::topic)
          .thenComparingInt(SourcePosition::partition)
          .thenComparingLong(SourcePosition::offset);

  @Override
  public int compareTo(SourcePosition other) {
    return ORDER.compare(this, other);
  }

  /** For people: topic, partition and offset. */
  @Override
  public String toString() {
    return topic + ", partition " + partition + ", offset " + offset;
  }
}
