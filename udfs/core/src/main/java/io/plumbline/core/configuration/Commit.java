package io.plumbline.core.configuration;

/**
 * When and by what something was committed.
 *
 * @param transactionId null in a snapshot
 * @param committedAt milliseconds since the epoch; of a snapshot, when its last row was read
 */
public record Commit(String transactionId, long committedAt) {}
