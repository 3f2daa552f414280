package io.plumbline.jobs;

import io.plumbline.core.event.EventKind;
import io.plumbline.jobs.collect.CollectTopology;
import io.plumbline.jobs.config.JobEnvironment;
import io.plumbline.jobs.config.PlumblineConfig;

/**
 * Keeps the accepted records in tables, from which everything can be computed again:
 *
 * <pre>
 * flink run -c io.plumbline.jobs.CollectJob plumbline-jobs.jar --config plumbline.yaml
 * </pre>
 */
public final class CollectJob {
  private CollectJob() {}

  /**
   * @param args see {@link PlumblineConfig#from}
   */
  public static void main(String[] args) throws Exception {
    var config = PlumblineConfig.from(args);
    var env = JobEnvironment.create(config);
    var inputs = new KafkaInputs(env, config, CollectTopology.JOB);
    var outputs = new JobOutputs(config, CollectTopology.JOB);
    var events = inputs.events(EventKind.EXPOSURE, EventKind.METRIC_EVENT);
    outputs.tables(CollectTopology.rows(events));
    env.execute(CollectTopology.JOB);
  }
}
