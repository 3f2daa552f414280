package io.plumbline.core.configuration;

/**
 * A record of a change that cannot be read.
 *
 * @param table null if not even that can be told
 * @param transactionId null in a snapshot, and if it cannot be told
 * @param snapshot {@link SnapshotMark#NONE} too if it cannot be told
 * @param detail what was found and what is allowed; without values of the row
 */
public record RefusedChange(
    String table,
    String transactionId,
    SnapshotMark snapshot,
    String detail,
    SourcePosition position) {}
