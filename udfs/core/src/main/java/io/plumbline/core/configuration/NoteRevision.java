package io.plumbline.core.configuration;

/**
 * A row of {@code notes}: a note as it was written, changed or taken away.
 *
 * @param revision counts from 1
 * @param kind comment, decision or learning
 * @param action none, acknowledge or reset_srm
 * @param createdAt milliseconds since the epoch; null: not said
 * @param isDeleted the rest is what it was before
 */
public record NoteRevision(
    String id,
    int revision,
    String experimentKey,
    String author,
    String kind,
    String action,
    String body,
    Long createdAt,
    boolean isDeleted,
    Commit commit) {}
