package io.plumbline.core.configuration;

/** A row's place in a snapshot. */
public enum SnapshotMark {
  /** Streamed: a change, not a snapshot. */
  NONE,
  ROW,
  /** The last of its table. */
  LAST_OF_TABLE,
  /** The last of the snapshot, and so of its table. */
  LAST,
  /** Read again on demand, while changes are streamed. */
  INCREMENTAL;

  /** Whether it is of a snapshot that comes before every change that follows it. */
  public boolean isInitial() {
    return this == ROW || this == LAST_OF_TABLE || this == LAST;
  }

  public boolean endsTable() {
    return this == LAST_OF_TABLE || this == LAST;
  }
}
