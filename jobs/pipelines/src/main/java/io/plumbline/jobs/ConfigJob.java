package io.plumbline.jobs;

import io.plumbline.jobs.cdc.ConfigTopology;
import io.plumbline.jobs.config.JobEnvironment;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.io.CdcTopics;
import io.plumbline.jobs.io.DocumentTexts;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The configuration that the other jobs read, from the changes of the tables in which it is
 * written:
 *
 * <pre>
 * flink run -c io.plumbline.jobs.ConfigJob plumbline-jobs.jar --config plumbline.yaml
 * </pre>
 */
public final class ConfigJob {
  private ConfigJob() {}

  /**
   * @param args see {@link PlumblineConfig#from}
   */
  public static void main(String[] args) throws Exception {
    var config = PlumblineConfig.from(args);
    var env = JobEnvironment.create(config);
    attach(env, config);
    env.execute(ConfigTopology.JOB);
  }

  static void attach(StreamExecutionEnvironment env, PlumblineConfig config) {
    var inputs = new KafkaInputs(env, config, ConfigTopology.JOB);
    var outputs = new JobOutputs(config, ConfigTopology.JOB);
    var configuration =
        ConfigTopology.of(
            inputs.changes(), CdcTopics.TABLES, inputs.changesInspection(), new DocumentTexts());
    outputs.tables(configuration.rows());
    outputs.configTopics(configuration.rows(), configuration.messages());
    outputs.decisionTags(configuration.rows());
  }
}
