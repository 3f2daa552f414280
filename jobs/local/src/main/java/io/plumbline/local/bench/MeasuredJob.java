package io.plumbline.local.bench;

import io.plumbline.local.cluster.ClusterShape.StateBackend;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job that is run to be measured.
 *
 * @param title what it is, in words
 * @param topics whose records count; the names of its sources
 * @param records in them
 * @param accountable how many of them the row of job_progress of the last tick accounts for
 * @param lastTick whose rows are the last that are awaited, milliseconds since the epoch; {@link
 *     #NO_ROWS} of what publishes none
 * @param tables that rows go to, so that time ends with a checkpoint behind them; null: none
 */
record MeasuredJob(
    String title,
    StateBackend backend,
    List<String> topics,
    long records,
    long accountable,
    long lastTick,
    TableCounts tables,
    Attachment attachment) {

  static final long NO_ROWS = Long.MIN_VALUE;

  /** Adds the job to an environment. */
  @FunctionalInterface
  interface Attachment {
    /**
     * @param meter the name of the {@link OutputMeter} that hears the rows
     */
    void attach(StreamExecutionEnvironment env, String meter);
  }

  /** Whether it has rows. */
  boolean publishes() {
    return lastTick != NO_ROWS;
  }
}
