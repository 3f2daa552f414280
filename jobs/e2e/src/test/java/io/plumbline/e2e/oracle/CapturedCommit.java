package io.plumbline.e2e.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One transaction of the configuration's database, as it was captured.
 *
 * @param id of the transaction; null of the first snapshot
 * @param committedAt milliseconds; {@link Configuration#EVER} of the first snapshot, which only
 *     says what has been
 * @param changes in the order in which they were made
 */
record CapturedCommit(String id, long committedAt, List<Change> changes) {

  /**
   * One row that was written, deleted, or all rows of a table that were.
   *
   * @param operation r, c, u, d or t
   * @param key as JSON; null of a truncation
   * @param after null where no row is left
   */
  record Change(String table, String operation, String key, JsonNode after) {}

  boolean isSnapshot() {
    return id == null;
  }

  /** Whether it tells nothing but the time. */
  boolean isHeartbeat() {
    return changes.stream().allMatch(change -> change.table().equals("heartbeats"));
  }
}
