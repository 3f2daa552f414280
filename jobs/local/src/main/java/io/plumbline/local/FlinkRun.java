package io.plumbline.local;

import io.plumbline.core.time.Timing;
import io.plumbline.jobs.backfill.FileRun;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.operators.codec.EventShape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The run in a Flink cluster inside this process. */
final class FlinkRun implements BoundedRun {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int LOOKS_UNTIL_READ = 6;
  private static final String HOME = "plumbline.home";

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
    Configuration configuration = cluster();
    configuration.addAll(FileRun.environment());
    String name = UUID.randomUUID().toString();
    SourceMeter.install(configuration, name);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(settings.parallelism(), configuration);
    run.attach(env);
    long expected =
        RecordEstimate.of(settings.exposures(), EventShape.EXPOSURE)
            + RecordEstimate.of(settings.metricEvents(), EventShape.METRIC_EVENT);
    listener.stage("reading");
    try {
      await(env.executeAsync("plumbline local"), name, expected, listener);
    } finally {
      SourceMeter.remove(name);
    }
  }

  /** What {@code flink-conf/local} says, where there is a checkout to find it in. */
  private static Configuration cluster() {
    String home = System.getProperty(HOME);
    return home == null
        ? new Configuration()
        : GlobalConfiguration.loadConfiguration(Path.of(home, "flink-conf", "local").toString());
  }

  /** Batch tasks sort all they read before they go on, so that reading and the rest are stages. */
  private static void await(JobClient job, String run, long expected, ProgressListener listener)
      throws Exception {
    CompletableFuture<JobExecutionResult> result = job.getJobExecutionResult();
    long before = 0;
    int unchanged = 0;
    while (true) {
      try {
        result.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        long read = SourceMeter.read(run);
        unchanged = read > 0 && read == before ? unchanged + 1 : 0;
        before = read;
        if (unchanged < LOOKS_UNTIL_READ) {
          listener.progress(read, Math.min(0.99, (double) read / expected));
        } else if (unchanged == LOOKS_UNTIL_READ) {
          listener.stage(String.format(Locale.ROOT, "read %,d events, computing", read));
        }
      }
    }
  }
}
