package io.plumbline.jobs;

import io.plumbline.jobs.backfill.BackfillConfig;
import io.plumbline.jobs.backfill.FileRun;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Files in, tables out, as a job of a Flink cluster:
 *
 * <pre>
 * flink run -c io.plumbline.jobs.BackfillJob plumbline-jobs.jar \\
 *     --config experiments.yaml --exposures exposures/ --events events/ --catalog.warehouse /tables
 * </pre>
 */
public final class BackfillJob {
  private BackfillJob() {}

  /**
   * @param args see {@link BackfillConfig}
   */
  public static void main(String[] args) throws Exception {
    var config = BackfillConfig.from(args);
    var run = FileRun.prepare(config.settings());
    var env = StreamExecutionEnvironment.getExecutionEnvironment(FileRun.environment());
    run.attach(env);
    env.execute("backfill");
  }
}
