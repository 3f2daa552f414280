package io.plumbline.core.configuration;

/** What became of a row. */
public enum RowOperation {
  /** Read by a snapshot, initial or incremental. */
  READ,
  CREATE,
  UPDATE,
  DELETE,
  /** All rows of the table are gone; the change has no key. */
  TRUNCATE
}
