package io.plumbline.local.bench;

import com.sun.management.OperatingSystemMXBean;
import io.plumbline.local.Folders;
import io.plumbline.local.SourceMeter;
import io.plumbline.local.cluster.FlinkConf;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
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
import org.apache.flink.runtime.checkpoint.TaskStateStats;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs a job once, in a cluster of its own inside this process, whose start is not timed.
 *
 * <p>Time begins with the first record that a source emits. Where no state is kept it ends with the
 * last. A job has no end of its own, like those it stands for: time ends when the event time of the
 * last tick has passed every task of every sink, that is, when the last row of that tick is with
 * its sink; with tables, when a checkpoint that was begun then is complete, with which all rows are
 * in files. Then the job is cancelled.
 *
 * @param folder for checkpoints and what Flink writes besides
 * @param parallelism of the cluster and of the job
 */
record ThroughputRun(Path folder, int parallelism) {
  private static final String LOOPBACK = "127.0.0.1";

  /** Of each slot, as in a task manager with four of them and 4 GB. */
  private static final int MANAGED_MB_PER_SLOT = 256;

  /**
   * What was seen.
   *
   * @param processorSeconds of all threads of this process from the first record to the end
   * @param accounted records that the last row of job_progress accounts for; 0 of what has none
   * @param rows that each table got; empty of what has none
   * @param state bytes in a checkpoint after the last tick, by the name of the task that keeps
   *     them; empty where none was wanted
   */
  record Result(
      double seconds,
      double processorSeconds,
      long records,
      long accounted,
      Map<Table, Long> rows,
      Map<String, Long> state) {
    double perSecond() {
      return records / seconds;
    }

    long allRows() {
      return sum(rows);
    }

    long stateBytes() {
      return sum(state);
    }

    private static long sum(Map<?, Long> parts) {
      return parts.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** A moment, by the clock and by what the process has used of the processors. */
  private record Moment(long nanos, long processorNanos) {
    static Moment at(long nanos) {
      return new Moment(
          nanos,
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime());
    }

    double secondsSince(Moment begin) {
      return (nanos - begin.nanos) / 1e9;
    }

    double processorSecondsSince(Moment begin) {
      return (processorNanos - begin.processorNanos) / 1e9;
    }
  }

  /**
   * @param withState whether to take a checkpoint in the end, which is not timed without tables
   * @throws IOException if the job failed, stood still, or has not counted every record
   */
  @SuppressWarnings("try") // the cluster may throw anything when closed
  Result run(MeasuredJob measured, boolean withState) throws Exception {
    String name = UUID.randomUUID().toString();
    Path own = Files.createDirectories(folder.resolve(name));
    Configuration configuration = configuration(measured, own);
    SourceMeter.install(configuration, name);
    OutputMeter output = OutputMeter.install(name);
    try (MiniCluster cluster = cluster(configuration)) {
      cluster.start();
      StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
      measured.attachment().attach(env, name);
      JobGraph job = env.getStreamGraph().getJobGraph();
      JobWait.answer("that the job is submitted", cluster.submitJob(job));
      CompletableFuture<JobResult> ended = cluster.requestJobResult(job.getJobID());
      Predicate<String> sources = measured.topics()::contains;
      LongSupplier read = () -> SourceMeter.read(name, sources);
      JobWait waiting =
          new JobWait(
              measured.title(),
              ended,
              () -> read.getAsLong() + output.rows() + output.passed(),
              () -> seen(measured, read.getAsLong(), output));
      Running running = new Running(cluster, job.getJobID(), waiting, read, output);
      Result result = measure(measured, running, withState);
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
  private record Running(
      MiniCluster cluster, JobID job, JobWait waiting, LongSupplier read, OutputMeter output) {}

  private static Result measure(MeasuredJob measured, Running job, boolean withState)
      throws Exception {
    long records = measured.records();
    Moment start =
        Moment.at(job.waiting().until("the first record", () -> job.read().getAsLong() > 0));
    Moment end =
        Moment.at(job.waiting().until("the last record", () -> job.read().getAsLong() >= records));
    if (!measured.publishes()) {
      return new Result(
          end.secondsSince(start),
          end.processorSecondsSince(start),
          records,
          0,
          Map.of(),
          Map.of());
    }
    end =
        Moment.at(
            job.waiting()
                .until(
                    "the last tick at every sink",
                    () -> job.output().passed() >= measured.lastTick()));
    Map<String, Long> state = Map.of();
    if (measured.tables() != null || withState) {
      state = checkpoint(job);
    }
    if (measured.tables() != null) {
      end = Moment.at(System.nanoTime());
      // The commit of what the checkpoint holds follows it.
      job.waiting()
          .until("all rows in the tables", () -> measured.tables().rows() == job.output().rows());
    }
    if (job.output().accounted() != measured.accountable()) {
      throw new IOException(
          "%s: job_progress accounts for %,d records; allowed: all %,d before the last tick"
              .formatted(measured.title(), job.output().accounted(), measured.accountable()));
    }
    return new Result(
        end.secondsSince(start),
        end.processorSecondsSince(start),
        records,
        job.output().accounted(),
        job.output().rowsByTable(),
        state);
  }

  private static String seen(MeasuredJob measured, long read, OutputMeter output) {
    String records = "seen: %,d of %,d records".formatted(read, measured.records());
    if (!measured.publishes()) {
      return records;
    }
    long passed = output.passed();
    return "%s, %,d rows, %s at every sink (last tick: %s)"
        .formatted(
            records,
            output.rows(),
            passed == Long.MIN_VALUE ? "no event time" : Instant.ofEpochMilli(passed),
            Instant.ofEpochMilli(measured.lastTick()));
  }

  /**
   * Takes a checkpoint that is begun now.
   *
   * @return its bytes by the task that they are of; of what is incremental the whole, not the
   *     increment
   */
  private static Map<String, Long> checkpoint(Running job) throws Exception {
    long begun = System.currentTimeMillis();
    JobWait.answer("a checkpoint", job.cluster().triggerCheckpoint(job.job()));
    // It is told of a moment after it is complete; one of the job's own may have come before.
    Map<String, Long> bytes = new TreeMap<>();
    job.waiting()
        .until(
            "word of the checkpoint",
            () -> {
              AccessExecutionGraph graph = graph(job);
              CompletedCheckpointStats last =
                  graph.getCheckpointStatsSnapshot().getHistory().getLatestCompletedCheckpoint();
              if (last == null || last.getTriggerTimestamp() < begun) {
                return false;
              }
              for (TaskStateStats task : last.getAllTaskStateStats()) {
                String name = graph.getJobVertex(task.getJobVertexId()).getName();
                bytes.merge(name, task.getStateSize(), Long::sum);
              }
              return true;
            });
    return bytes;
  }

  private static AccessExecutionGraph graph(Running job) {
    try {
      return JobWait.answer("the job's graph", job.cluster().getExecutionGraph(job.job()));
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

  private Configuration configuration(MeasuredJob measured, Path own) throws IOException {
    Configuration configuration = FlinkConf.of(measured.backend());
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
