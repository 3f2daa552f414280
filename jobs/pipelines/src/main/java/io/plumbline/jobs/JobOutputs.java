package io.plumbline.jobs;

import io.plumbline.jobs.config.OutputSection;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.jobs.io.DecisionTags;
import io.plumbline.jobs.io.KafkaConfiguration;
import io.plumbline.jobs.io.KafkaSinkSettings;
import io.plumbline.jobs.io.KafkaSinks;
import io.plumbline.jobs.io.Sinks;
import io.plumbline.jobs.io.TableSetup;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.jobs.units.TableRows;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.ConfigMessage;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * What a job writes: tables always, topics where the run has no end. Who reads a topic wants to
 * know what is, not what a run over the past finds.
 */
final class JobOutputs {
  private final PlumblineConfig config;
  private final JobRun run;

  JobOutputs(PlumblineConfig config, String job) {
    this.config = config;
    this.run = new JobRun(job, JobRun.LIVE);
  }

  /** Makes the tables that are missing, and appends the rows of each. */
  void tables(TableRows rows) {
    TableSetup.prepareUnlessOlder(config.catalog(), rows.tables());
    if (config.bounded()) {
      refuseExistingRows(rows);
      rows.forEach((table, stream) -> Sinks.append(stream, table, config.catalog()));
    } else {
      Sinks.appendGuarded(rows.byTable(), run, config.catalog());
    }
  }

  void srmTopics(TableRows rows) {
    if (config.bounded()) {
      return;
    }
    KafkaSinkSettings settings = settings();
    KafkaSinks.srmAlerts(
        rows.of(Table.ALERTS), config.topics().srmAlerts(), run, config.catalog(), settings);
    KafkaSinks.experimentAlerts(
        rows.of(Table.ALERTS), config.topics().experimentAlerts(), run, config.catalog(), settings);
    KafkaSinks.experimentStatus(rows.statuses(), config.topics().experimentStatus(), settings);
    if (config.srm().enrollmentsTopic()) {
      KafkaSinks.enrollments(rows.of(Table.ENROLLMENTS), config.topics().enrollments(), settings);
    }
  }

  void metricsTopics(TableRows rows) {
    if (config.bounded()) {
      return;
    }
    KafkaSinkSettings settings = settings();
    KafkaSinks.experimentAlerts(
        rows.of(Table.ALERTS), config.topics().experimentAlerts(), run, config.catalog(), settings);
    KafkaSinks.experimentVerdict(rows.verdicts(), config.topics().experimentVerdict(), settings);
  }

  /**
   * @throws ConfigurationException if the topic is not there, or has more than one partition
   */
  void configTopics(TableRows rows, DataStream<ConfigMessage> messages) {
    String topic = config.topics().experimentConfig();
    KafkaConfiguration.requireOnePartition(topic, config.kafka().values());
    KafkaSinkSettings settings = settings();
    KafkaSinks.experimentConfig(messages, topic, settings);
    KafkaSinks.experimentAlerts(
        rows.of(Table.ALERTS), config.topics().experimentAlerts(), run, config.catalog(), settings);
  }

  void decisionTags(TableRows rows) {
    DecisionTags.attach(rows.of(Table.NOTES), config.catalog());
  }

  /** A finished run has no state that could tell what it has written before. */
  private void refuseExistingRows(TableRows rows) {
    boolean isArchive = !rows.tables().contains(Table.JOB_PROGRESS);
    List<Table> telling = isArchive ? List.copyOf(rows.tables()) : List.of(Table.JOB_PROGRESS);
    Expression ours = isArchive ? Expressions.alwaysTrue() : Expressions.equal("job", run.job());
    try (Warehouse warehouse = Warehouse.open(config.catalog())) {
      for (Table table : telling) {
        if (warehouse.hasRows(table, ours)) {
          throw new ConfigurationException(
              ("table %s of namespace %s has rows of job %s already, which a bounded run would"
                      + " double; allowed: another namespace or catalog.warehouse")
                  .formatted(table.tableName(), config.catalog().namespace(), run.job()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private KafkaSinkSettings settings() {
    OutputSection output = config.output();
    return new KafkaSinkSettings(
        run.job(),
        config.kafka().values(),
        switch (output.format()) {
          case AVRO -> KafkaSinkSettings.Format.AVRO;
          case CONFLUENT_AVRO -> KafkaSinkSettings.Format.CONFLUENT_AVRO;
          case JSON -> KafkaSinkSettings.Format.JSON;
        },
        config.schemaRegistry().orElse(null),
        switch (output.delivery()) {
          case EXACTLY_ONCE -> DeliveryGuarantee.EXACTLY_ONCE;
          case AT_LEAST_ONCE -> DeliveryGuarantee.AT_LEAST_ONCE;
        },
        output.transactionTimeout(),
        output.transactionalIdPrefix());
  }
}
