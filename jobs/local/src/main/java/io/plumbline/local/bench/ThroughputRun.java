package io.plumbline.local.bench;

import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.local.Folders;
import io.plumbline.local.SourceMeter;
import io.plumbline.local.cluster.FlinkConf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs an alternative once, in a cluster of its own inside this process, whose start is not timed.
 *
 * <p>Time begins with the first record that a source emits. Where no state is kept it ends with the
 * last. A job has no end of its own, like those it stands for: time ends when the event time of the
 * last tick has passed every task of every sink, that is, when the last row of that tick is with
 * its sink; with tables, when a checkpoint that was begun then is complete, with which all rows are
 * in files. Then the job is cancelled.
 *
 * @param folder for checkpoints and what Flink writes besides
 * @param parallelism of the cluster and of the job
 * @param tables where rows go too; null: they are counted and forgotten
 */
record ThroughputRun(String bootstrap, Path folder, int parallelism, CatalogConfig tables) {
  private static final String LOOPBACK = "127.0.0.1";

  /** Of each slot, as in a task manager with four of them and 4 GB. */
  private static final int MANAGED_MB_PER_SLOT = 256;

  /**
   * What was seen.
   *
   * @param accounted records that the last row of job_progress accounts for; 0 of what has none
   * @param rows that all tables got; 0 of what has none
   * @param stateBytes the size of a checkpoint after the last tick; 0 where none was wanted
   */
  record Result(double seconds, long records, long accounted, long rows, long stateBytes) {
    double perSecond() {
      return records / seconds;
    }
  }

  /**
   * @param withState whether to take a checkpoint in the end, which is not timed without tables
   * @throws IOException if the job failed, stood still, or has not counted every record
   */
  @SuppressWarnings("try") // the cluster may throw anything when closed
  Result run(ThroughputAlternative alternative, boolean withState) throws Exception {
    String name = UUID.randomUUID().toString();
    Path own = Files.createDirectories(folder.resolve(name));
    Configuration configuration = configuration(alternative, own);
    SourceMeter.install(configuration, name);
    OutputMeter output = OutputMeter.install(name);
    try (MiniCluster cluster = cluster(configuration)) {
      cluster.start();
      StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
      new ThroughputJob(alternative, bootstrap, tables).attach(env, name);
      JobGraph job = env.getStreamGraph().getJobGraph();
      JobWait.answer("that the job is submitted", cluster.submitJob(job));
      CompletableFuture<JobResult> ended = cluster.requestJobResult(job.getJobID());
      Predicate<String> sources = alternative.topics()::contains;
      LongSupplier read = () -> SourceMeter.read(name, sources);
      JobWait waiting =
          new JobWait(
              alternative.title(),
              ended,
              () -> read.getAsLong() + output.rows() + output.passed(),
              () -> seen(alternative, read.getAsLong(), output));
      Measured measured = new Measured(cluster, job.getJobID(), waiting, read, output);
      Result result = measure(alternative, measured, withState);
      JobWait.answer("that the job is cancelled", cluster.cancelJob(job.getJobID()));
      JobWait.answer("the end of the job", ended);
      return result;
    } finally {
      SourceMeter.remove(name);
      OutputMeter.remove(name);
      Folders.delete(own);
    }
  }

  /** A job that runs, and all that is known of it. */
  private record Measured(
      MiniCluster cluster, JobID job, JobWait waiting, LongSupplier read, OutputMeter output) {}

  private Result measure(ThroughputAlternative alternative, Measured job, boolean withState)
      throws Exception {
    long records = alternative.records();
    long start = job.waiting().until("the first record", () -> job.read().getAsLong() > 0);
    long end = job.waiting().until("the last record", () -> job.read().getAsLong() >= records);
    if (!alternative.isJob()) {
      return new Result(seconds(start, end), records, 0, 0, 0);
    }
    end =
        job.waiting()
            .until(
                "the last tick at every sink",
                () -> job.output().passed() >= ThroughputLoad.LAST_TICK);
    long bytes = 0;
    if (tables != null || withState) {
      bytes = checkpointBytes(job);
      end = tables == null ? end : System.nanoTime();
    }
    if (job.output().accounted() != alternative.accountable()) {
      throw new IOException(
          "%s: job_progress accounts for %,d records; allowed: all %,d before the last tick"
              .formatted(alternative.title(), job.output().accounted(), alternative.accountable()));
    }
    return new Result(
        seconds(start, end), records, job.output().accounted(), job.output().rows(), bytes);
  }

  private static double seconds(long start, long end) {
    return (end - start) / 1e9;
  }

  private static String seen(ThroughputAlternative alternative, long read, OutputMeter output) {
    String records = "seen: %,d of %,d records".formatted(read, alternative.records());
    if (!alternative.isJob()) {
      return records;
    }
    long passed = output.passed();
    return "%s, %,d rows, %s at every sink (last tick: %s)"
        .formatted(
            records,
            output.rows(),
            passed == Long.MIN_VALUE ? "no event time" : Instant.ofEpochMilli(passed),
            Instant.ofEpochMilli(ThroughputLoad.LAST_TICK));
  }

  /**
   * The size of a checkpoint that is begun now, all tasks and all their state together; of what is
   * incremental the whole, not the increment.
   */
  private static long checkpointBytes(Measured job) throws Exception {
    long begun = System.currentTimeMillis();
    JobWait.answer("a checkpoint", job.cluster().triggerCheckpoint(job.job()));
    // It is told of a moment after it is complete; one of the job's own may have come before.
    AtomicLong bytes = new AtomicLong(-1);
    job.waiting()
        .until(
            "word of the checkpoint",
            () -> {
              CompletedCheckpointStats last = lastCheckpoint(job);
              if (last != null && last.getTriggerTimestamp() >= begun) {
                bytes.set(last.getStateSize());
              }
              return bytes.get() >= 0;
            });
    return bytes.get();
  }

  private static CompletedCheckpointStats lastCheckpoint(Measured job) {
    try {
      return JobWait.answer("the job's graph", job.cluster().getExecutionGraph(job.job()))
          .getCheckpointStatsSnapshot()
          .getHistory()
          .getLatestCompletedCheckpoint();
    } catch (Exception e) {
      throw new IllegalStateException("the job's checkpoints cannot be asked for", e);
    }
  }

  private MiniCluster cluster(Configuration configuration) {
    return new MiniCluster(
        new MiniClusterConfiguration.Builder()
            .setConfiguration(configuration)
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(parallelism)
            .setCommonBindAddress(LOOPBACK)
            .withRandomPorts()
            .build());
  }

  private Configuration configuration(ThroughputAlternative alternative, Path own)
      throws IOException {
    Configuration configuration = FlinkConf.of(alternative.backend());
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    configuration.set(CoreOptions.TMP_DIRS, own.resolve("tmp").toString());
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, own.resolve("checkpoints").toUri().toString());
    configuration.set(
        TaskManagerOptions.MANAGED_MEMORY_SIZE,
        MemorySize.ofMebiBytes((long) MANAGED_MB_PER_SLOT * parallelism));
    configuration.set(RestOptions.ADDRESS, LOOPBACK);
    // What fails here has failed.
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    configuration.set(SecurityOptions.DELEGATION_TOKENS_ENABLED, false);
    // What the jobs' mains set.
    configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    return configuration;
  }
}
