package io.plumbline.jobs;

import io.plumbline.core.event.EventKind;
import io.plumbline.jobs.config.JobEnvironment;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.srm.SrmTopology;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Who is in what, and whether the split is as planned, from topics as they grow:
 *
 * <pre>
 * flink run -c io.plumbline.jobs.SrmJob plumbline-jobs.jar --config plumbline.yaml
 * </pre>
 */
public final class SrmJob {
  private SrmJob() {}

  /**
   * @param args see {@link PlumblineConfig#from}
   */
  public static void main(String[] args) throws Exception {
    var config = PlumblineConfig.from(args);
    var env = JobEnvironment.create(config);
    attach(env, config);
    env.execute(SrmTopology.JOB);
  }

  static void attach(StreamExecutionEnvironment env, PlumblineConfig config) {
    var inputs = new KafkaInputs(env, config, SrmTopology.JOB);
    var outputs = new JobOutputs(config, SrmTopology.JOB);
    var exposures = inputs.events(EventKind.EXPOSURE);
    var scope = inputs.scope(exposures);
    var rows =
        SrmTopology.rows(
            exposures, scope.run(), config.timing().timing(), config.srm().statusInterval());
    var alarmed = inputs.withPipelineAlerts(inputs.withConfigAlerts(rows, scope), scope);
    outputs.tables(alarmed);
    outputs.srmTopics(alarmed);
  }
}
