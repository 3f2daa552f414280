package io.plumbline.core.configuration;

import java.util.Map;

/**
 * The begin or end of a transaction, from the topic that tells of them in the order of commits.
 *
 * @param transactionId the database's number of the transaction: what stands before the colon
 * @param lsn of the first change at the begin, of the commit at the end: what stands after it
 * @param committedAtMs milliseconds since the epoch
 * @param eventCounts changes per table, as {@code experimentation.variants}; empty at the begin. A
 *     changed key counts twice
 */
public record TransactionBoundary(
    Kind kind, String transactionId, long lsn, long committedAtMs, Map<String, Long> eventCounts) {

  public enum Kind {
    BEGIN,
    END
  }

  public TransactionBoundary {
    eventCounts = Map.copyOf(eventCounts);
  }
}
