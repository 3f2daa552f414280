package io.plumbline.jobs.io;

import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.core.ledger.ExperimentVerdict;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.ConfigMessage;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.operators.codec.TopicMessage;
import io.plumbline.operators.codec.TopicMessages;
import io.plumbline.schemas.Table;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;

/**
 * Binds streams to topics. Every sink has a transactional id of its own, and a lost transaction is
 * loud: see {@link LoudSink}.
 */
public final class KafkaSinks {
  private KafkaSinks() {}

  /**
   * Alerts of splits to their topic. What a lost transaction did not deliver is sent again from the
   * table: see {@link AlertDelivery}.
   *
   * @param alerts rows of {@code alerts}, which also go to the table
   * @param catalog that holds the table
   */
  public static void srmAlerts(
      DataStream<RowData> alerts,
      String topic,
      JobRun run,
      CatalogConfig catalog,
      KafkaSinkSettings settings) {
    alerts(AlertTopic.SRM_ALERTS, alerts, topic, run, catalog, settings);
  }

  /**
   * Alerts about all else, as {@link #srmAlerts}.
   *
   * @param alerts rows of {@code alerts}, of which those of splits are left out
   */
  public static void experimentAlerts(
      DataStream<RowData> alerts,
      String topic,
      JobRun run,
      CatalogConfig catalog,
      KafkaSinkSettings settings) {
    alerts(AlertTopic.EXPERIMENT_ALERTS, alerts, topic, run, catalog, settings);
  }

  private static void alerts(
      AlertTopic kind,
      DataStream<RowData> alerts,
      String topic,
      JobRun run,
      CatalogConfig catalog,
      KafkaSinkSettings settings) {
    String name = settings.job() + "-" + kind.sink();
    DataStream<RowData> delivered =
        alerts
            .keyBy(alert -> 0, Types.INT)
            .process(
                new AlertDeliveryFunction(
                    new AlertDelivery(kind, topic, run, catalog, settings.clientProperties())),
                RowTypes.typeInfo(Table.ALERTS))
            .uid(name + "-delivery")
            .name(name + ": what is missing in the topic")
            .setParallelism(1);
    write(delivered, kind.sink(), topic, kind.messages(), settings);
  }

  /** How experiments stand; the topic is compacted. */
  public static void experimentStatus(
      DataStream<ExperimentStatus> statuses, String topic, KafkaSinkSettings settings) {
    write(statuses, "experiment-status", topic, TopicMessages.experimentStatus(), settings);
  }

  /** What to do with treatments; the topic is compacted. */
  public static void experimentVerdict(
      DataStream<ExperimentVerdict> verdicts, String topic, KafkaSinkSettings settings) {
    write(verdicts, "experiment-verdict", topic, TopicMessages.experimentVerdict(), settings);
  }

  /**
   * The configuration; the topic is compacted, and has one partition.
   *
   * @param messages in their order: a heartbeat says that all before it are there
   */
  public static void experimentConfig(
      DataStream<ConfigMessage> messages, String topic, KafkaSinkSettings settings) {
    write(messages, "experiment-config", topic, new ConfigMessageSerializer(topic), settings);
  }

  /**
   * Who is in what; the topic is compacted.
   *
   * @param enrollments rows of {@code enrollments}
   */
  public static void enrollments(
      DataStream<RowData> enrollments, String topic, KafkaSinkSettings settings) {
    write(enrollments, "enrollments", topic, TopicMessages.enrollments(), settings);
  }

  private static <T> void write(
      DataStream<T> values,
      String sink,
      String topic,
      TopicMessage<T> messages,
      KafkaSinkSettings settings) {
    write(
        values,
        sink,
        topic,
        new MessageSerializer<>(topic, messages, settings.format(), settings.registry()),
        settings);
  }

  /** One task writes what is little; the order of a key's messages is that of the stream. */
  private static <T> void write(
      DataStream<T> values,
      String sink,
      String topic,
      KafkaRecordSerializationSchema<T> serializer,
      KafkaSinkSettings settings) {
    long interval = values.getExecutionEnvironment().getCheckpointConfig().getCheckpointInterval();
    TransactionTimeout.check(settings, Duration.ofMillis(Math.max(0, interval)));
    var kafka =
        KafkaSink.<T>builder()
            .setKafkaProducerConfig(settings.producerProperties())
            .setBootstrapServers(settings.properties().get("bootstrap.servers"))
            .setDeliveryGuarantee(settings.delivery())
            .setTransactionalIdPrefix(settings.transactionalIdPrefix(sink))
            .setRecordSerializer(serializer)
            .build();
    String name = settings.job() + "-" + sink;
    var written =
        values
            .sinkTo(new LoudSink<>("topic " + topic, kafka))
            .uid(name + "-topic")
            .name(settings.job() + ": write " + sink);
    if (!sink.equals("enrollments")) {
      written.setParallelism(1);
    }
  }
}
