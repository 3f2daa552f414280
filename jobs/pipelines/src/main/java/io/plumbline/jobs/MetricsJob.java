package io.plumbline.jobs;

import io.plumbline.core.event.EventKind;
import io.plumbline.jobs.config.JobEnvironment;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.metrics.MetricsTopology;
import io.plumbline.operators.JobRun;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What the units of each variant did, and what follows, from topics as they grow:
 *
 * <pre>
 * flink run -c io.plumbline.jobs.MetricsJob plumbline-jobs.jar --config plumbline.yaml
 * </pre>
 */
public final class MetricsJob {
  private MetricsJob() {}

  /**
   * @param args see {@link PlumblineConfig#from}
   */
  public static void main(String[] args) throws Exception {
    var config = PlumblineConfig.from(args);
    var env = JobEnvironment.create(config);
    attach(env, config);
    env.execute(MetricsTopology.JOB);
  }

  static void attach(StreamExecutionEnvironment env, PlumblineConfig config) {
    var inputs = new KafkaInputs(env, config, MetricsTopology.JOB);
    var outputs = new JobOutputs(config, MetricsTopology.JOB);
    var events = inputs.events(EventKind.EXPOSURE, EventKind.METRIC_EVENT);
    var scope = inputs.scope(events);
    var rows = MetricsTopology.rows(events, scope.run(), config.timing().timing(), JobRun.LIVE);
    var alarmed = inputs.withPipelineAlerts(rows, scope);
    outputs.tables(alarmed);
    outputs.metricsTopics(alarmed);
  }
}
