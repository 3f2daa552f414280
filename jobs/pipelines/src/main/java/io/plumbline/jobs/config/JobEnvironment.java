package io.plumbline.jobs.config;

import io.plumbline.jobs.io.ConfigurationException;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.BatchExecutionOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What a job is right only with, whatever the cluster's own settings. Parallelism, checkpoints and
 * state stand in flink-conf alone.
 */
public final class JobEnvironment {

  /** The most tasks of an operator, ever: it is part of every savepoint. */
  public static final int MAX_PARALLELISM = 128;

  private JobEnvironment() {}

  /**
   * Of the job's configuration, which is shown with the job but for its secrets.
   *
   * @throws ConfigurationException if the job would never end and never commit
   */
  public static StreamExecutionEnvironment create(PlumblineConfig config) {
    return create(config, new Configuration());
  }

  /**
   * @param more than the client's own settings
   */
  public static StreamExecutionEnvironment create(PlumblineConfig config, Configuration more) {
    Configuration configuration = new Configuration(more);
    configuration.addAll(config.bounded() ? bounded() : endless());
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    show(config.shown(), env);
    if (!config.bounded() && !env.getCheckpointConfig().isCheckpointingEnabled()) {
      throw new ConfigurationException(
          CheckpointingOptions.CHECKPOINTING_INTERVAL.key()
              + " is missing in Flink's configuration, and without checkpoints nothing is ever"
              + " committed; allowed: a duration such as 30s, or bounded: true");
    }
    return env;
  }

  private static void show(Map<String, String> shown, StreamExecutionEnvironment env) {
    env.getConfig().setGlobalJobParameters(Configuration.fromMap(shown));
  }

  /** Of a run with an end. */
  public static Configuration bounded() {
    Configuration configuration = shared();
    configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
    configuration.set(BatchExecutionOptions.ADAPTIVE_AUTO_PARALLELISM_ENABLED, false);
    return configuration;
  }

  /** Of a run without end. */
  public static Configuration endless() {
    Configuration configuration = shared();
    configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
    return configuration;
  }

  private static Configuration shared() {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
    return configuration;
  }
}
