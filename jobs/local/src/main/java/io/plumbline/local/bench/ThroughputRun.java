package io.plumbline.local.bench;

import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.local.SourceMeter;
import io.plumbline.local.cluster.FlinkConf;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs an alternative once, in a cluster of its own inside this process, from the first record that
 * is read to the last; a job, until it has published the last tick, and then it is ended: like the
 * jobs it stands for it has no end of its own, and the time after the last tick is nobody's.
 *
 * @param folder for checkpoints and what Flink writes besides
 * @param parallelism of the cluster and of the job
 * @param tables where rows go; null: nowhere
 */
record ThroughputRun(String bootstrap, Path folder, int parallelism, CatalogConfig tables) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration CLUSTER_LIMIT = Duration.ofSeconds(60);

  /** Of each slot, as in a task manager with four of them and 4 GB. */
  private static final int MANAGED_MB_PER_SLOT = 256;

  /**
   * What was seen.
   *
   * @param stateBytes the size of a checkpoint after the last tick; 0 where none was wanted
   */
  record Result(double seconds, long records, long stateBytes) {
    double perSecond() {
      return records / seconds;
    }
  }

  /**
   * @param withState whether to take a checkpoint in the end, which is not timed
   */
  @SuppressWarnings("try") // the cluster may throw anything when closed
  Result run(ThroughputAlternative alternative, boolean withState) throws Exception {
    String meter = UUID.randomUUID().toString();
    Configuration configuration = configuration(alternative);
    SourceMeter.install(configuration, meter);
    TickMeter.install(meter);
    try (MiniCluster cluster = cluster(configuration)) {
      cluster.start();
      StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
      new ThroughputJob(alternative, bootstrap, tables).attach(env, meter);
      JobGraph job = env.getStreamGraph().getJobGraph();
      await(cluster.submitJob(job));
      CompletableFuture<JobResult> ended = cluster.requestJobResult(job.getJobID());
      double seconds = time(alternative, meter, ended);
      long stateBytes = withState ? stateBytes(cluster, job.getJobID()) : 0;
      await(cluster.cancelJob(job.getJobID()));
      await(ended);
      return new Result(seconds, alternative.records(), stateBytes);
    } finally {
      SourceMeter.remove(meter);
      TickMeter.remove(meter);
    }
  }

  private double time(
      ThroughputAlternative alternative, String meter, CompletableFuture<JobResult> ended)
      throws IOException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    awaitThat(() -> SourceMeter.read(meter) > 0, deadline, alternative, ended);
    long start = System.nanoTime();
    awaitThat(
        () ->
            alternative.isJob()
                ? TickMeter.last(meter) >= ThroughputLoad.LAST_TICK
                : SourceMeter.read(meter) >= alternative.records(),
        deadline,
        alternative,
        ended);
    return (System.nanoTime() - start) / 1e9;
  }

  private static void awaitThat(
      BooleanSupplier condition,
      long deadline,
      ThroughputAlternative alternative,
      CompletableFuture<JobResult> ended)
      throws IOException {
    while (!condition.getAsBoolean()) {
      if (ended.isDone()) {
        throw new IOException(
            alternative.name() + " ended before its time",
            ended.join().getSerializedThrowable().orElse(null));
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            alternative.name() + " took longer than " + LIMIT.toMinutes() + " minutes");
      }
      if (Thread.interrupted()) {
        throw new IOException("interrupted while " + alternative.name() + " ran");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static long stateBytes(MiniCluster cluster, JobID job) throws Exception {
    await(cluster.triggerCheckpoint(job));
    // It is told of a moment after it is complete.
    long deadline = System.nanoTime() + CLUSTER_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      CheckpointStatsSnapshot checkpoints =
          await(cluster.getExecutionGraph(job)).getCheckpointStatsSnapshot();
      CompletedCheckpointStats last = checkpoints.getHistory().getLatestCompletedCheckpoint();
      if (last != null) {
        return last.getStateSize();
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    throw new IOException("no checkpoint was told of in " + CLUSTER_LIMIT.toSeconds() + " s");
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(CLUSTER_LIMIT.toSeconds(), TimeUnit.SECONDS);
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

  private Configuration configuration(ThroughputAlternative alternative) throws IOException {
    Configuration configuration = FlinkConf.of(alternative.backend());
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    configuration.set(CoreOptions.TMP_DIRS, folder.resolve("tmp").toString());
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
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
