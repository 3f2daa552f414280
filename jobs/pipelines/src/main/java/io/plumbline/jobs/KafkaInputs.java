package io.plumbline.jobs;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.io.CdcTopics;
import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.jobs.io.KafkaChanges;
import io.plumbline.jobs.io.KafkaConfiguration;
import io.plumbline.jobs.io.KafkaSourceSettings;
import io.plumbline.jobs.io.KafkaSources;
import io.plumbline.jobs.units.RunScope;
import io.plumbline.jobs.units.TableRows;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.ConfigRecord;
import io.plumbline.operators.codec.ConfigStall;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.codec.cdc.CdcRecord;
import io.plumbline.operators.configuration.TopicInspection;
import io.plumbline.schemas.Table;
import java.util.Map;
import java.util.Set;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What a job reads: topics, as they grow or to their present ends. */
final class KafkaInputs {
  private final StreamExecutionEnvironment env;
  private final PlumblineConfig config;
  private final KafkaSourceSettings settings;

  KafkaInputs(StreamExecutionEnvironment env, PlumblineConfig config, String job) {
    this.env = env;
    this.config = config;
    this.settings =
        new KafkaSourceSettings(
            job,
            config.kafka().values(),
            config.schemaRegistry().orElse(null),
            config.timing().visibility(),
            config.timing().idleTimeout().orElse(null),
            config.timing().configIdleTimeout().orElse(null),
            config.timing().maxReadAhead(),
            config.bounded());
  }

  /** The events of some kinds, by topic. */
  Map<String, DataStream<InputRecord<Event>>> events(EventKind... kinds) {
    return KafkaSources.read(env, config.sources(), Set.of(kinds), settings);
  }

  /**
   * The changes of the configuration's tables.
   *
   * @throws ConfigurationException in a bounded run: the configuration has no end
   */
  DataStream<CdcRecord> changes() {
    if (config.bounded()) {
      throw new ConfigurationException(
          "bounded is true; allowed: false, since the configuration has no end");
    }
    return KafkaChanges.read(env, cdcTopics(), settings);
  }

  /** How far topics of changes go. */
  TopicInspection changesInspection() {
    return KafkaChanges.inspection(cdcTopics(), settings);
  }

  private CdcTopics cdcTopics() {
    return new CdcTopics(config.cdc().prefix());
  }

  /** Experiments as they are configured, and the time that the job covers. */
  Scope scope(Map<String, DataStream<InputRecord<Event>>> events) {
    DataStream<ConfigRecord> configuration =
        KafkaConfiguration.read(env, config.topics().experimentConfig(), settings);
    if (config.bounded()) {
      return new Scope(
          RunScope.bounded(configuration, events, config.timing().timing()), null, null);
    }
    DataStream<Long> firstVisible = RunScope.firstVisible(events);
    return new Scope(
        RunScope.endless(configuration, firstVisible, config.timing().configIdleTimeout()),
        firstVisible,
        RunScope.configStalls(
            configuration,
            firstVisible,
            config.timing().configStalledAfter(),
            config.timing().configIdleTimeout().isEmpty()));
  }

  /**
   * What a run is about.
   *
   * @param firstVisible null where the run has an end
   * @param configStalls the configuration is silent, or back; null where the run has an end
   */
  record Scope(RunScope run, DataStream<Long> firstVisible, DataStream<ConfigStall> configStalls) {}

  /** A job's rows, with alerts of a configuration that is silent: one job tells of it. */
  TableRows withConfigAlerts(TableRows rows, Scope scope) {
    return config.bounded()
        ? rows
        : rows.with(Table.ALERTS, RunScope.configAlerts(scope.configStalls(), jobRun()));
  }

  /** A job's rows, with alerts of event time that stands still. */
  TableRows withPipelineAlerts(TableRows rows, Scope scope) {
    return config.bounded()
        ? rows
        : rows.with(
            Table.ALERTS,
            RunScope.pipelineAlerts(
                rows.of(Table.EXPERIMENT_HEALTH),
                scope.firstVisible(),
                scope.configStalls(),
                config.timing().pipelineStalledAfter(),
                config.timing().timing(),
                jobRun()));
  }

  private JobRun jobRun() {
    return new JobRun(settings.job(), JobRun.LIVE);
  }
}
