package io.plumbline.core.configuration;

/**
 * A row of {@code config_changes}: one captured change.
 *
 * @param before the row as JSON; null: there was none
 * @param after the row as JSON; null: there is none
 */
public record ConfigChange(
    String table,
    RowOperation operation,
    String key,
    String before,
    String after,
    boolean isSnapshot,
    SourcePosition position,
    Commit commit) {}
