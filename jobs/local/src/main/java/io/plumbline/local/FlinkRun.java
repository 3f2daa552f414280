package io.plumbline.local;

import io.plumbline.core.time.Timing;
import io.plumbline.jobs.backfill.FileRun;
import io.plumbline.jobs.io.CatalogConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The run in a Flink cluster inside this process. */
final class FlinkRun implements BoundedRun {
  private static final Duration LOOK = Duration.ofMillis(500);

  @Override
  public void run(RunSettings settings, ProgressListener listener) throws Exception {
    listener.stage("checking");
    FileRun run =
        FileRun.prepare(
            new FileRun.Settings(
                settings.config(),
                settings.exposures(),
                settings.metricEvents(),
                CatalogConfig.embedded(settings.warehouse()),
                Timing.DEFAULTS.withTick(settings.tick().toMillis()),
                settings.archive(),
                settings.replace()));
    Configuration configuration = FileRun.environment();
    configuration.set(SecurityOptions.DELEGATION_TOKENS_ENABLED, false);
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(settings.parallelism(), configuration);
    run.attach(env);
    listener.stage("running");
    await(env.executeAsync("plumbline local"));
  }

  private static void await(JobClient job) throws Exception {
    CompletableFuture<JobExecutionResult> result = job.getJobExecutionResult();
    while (true) {
      try {
        result.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        // Still running.
      }
    }
  }
}
