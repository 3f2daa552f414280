package io.plumbline.jobs.io;

import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** What the snapshots of a table tell of the jobs that wrote it. */
final class TableCommits {
  /** The property of a snapshot that names the job whose rows it adds. */
  static final String JOB_PROPERTY = "plumbline.job";

  /** Iceberg's own: the last checkpoint whose files are in the table. */
  private static final String CHECKPOINT_PROPERTY = "flink.max-committed-checkpoint-id";

  private TableCommits() {}

  /**
   * The last checkpoint of a job whose rows are in the table. Checkpoints of a job count on through
   * savepoints, so that of two of them the greater one knows more, whatever the id of the cluster's
   * job was.
   *
   * @return empty: it never committed, or that snapshot has expired
   */
  static OptionalLong lastCheckpoint(Table table, String job) {
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      String checkpoint = snapshot.summary().get(CHECKPOINT_PROPERTY);
      if (checkpoint != null && job.equals(snapshot.summary().get(JOB_PROPERTY))) {
        return OptionalLong.of(Long.parseLong(checkpoint));
      }
    }
    return OptionalLong.empty();
  }
}
