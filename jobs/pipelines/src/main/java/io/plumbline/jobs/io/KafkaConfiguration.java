package io.plumbline.jobs.io;

import io.plumbline.operators.codec.ConfigRecord;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** The configuration topic as a stream, from its beginning. */
public final class KafkaConfiguration {
  private static final String SETTING = "topics.experiment-config";

  private KafkaConfiguration() {}

  /**
   * Documents and heartbeats in the order of the log; the watermark is the largest heartbeat.
   *
   * @throws ConfigurationException if the topic is not there, or has not exactly one partition:
   *     between partitions there is no order, and a heartbeat would say nothing of the others
   */
  public static DataStream<ConfigRecord> read(
      StreamExecutionEnvironment env, String topic, KafkaSourceSettings settings) {
    requireOnePartition(topic, settings.properties());
    return env.fromSource(
            source(topic, settings), Watermarks.ofConfiguration(settings), topic, ConfigRecord.TYPE)
        .uid("kafka-" + topic)
        .setParallelism(1);
  }

  /**
   * @param client properties of any Kafka client
   * @throws ConfigurationException see {@link #read}
   */
  public static void requireOnePartition(String topic, Map<String, String> client) {
    int partitions =
        KafkaTopics.partitions(
            SETTING,
            topic,
            client,
            "a topic of one partition that can be read (plumbline publish makes it)");
    if (partitions != 1) {
      throw new ConfigurationException(
          "%s: topic %s has %d partitions; allowed: exactly 1"
              .formatted(SETTING, topic, partitions));
    }
  }

  private static KafkaSource<ConfigRecord> source(String topic, KafkaSourceSettings settings) {
    Properties properties = new Properties();
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.putAll(settings.properties());
    // It has one partition for ever.
    properties.setProperty(KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), "-1");
    KafkaSourceBuilder<ConfigRecord> builder =
        KafkaSource.<ConfigRecord>builder()
            .setProperties(properties)
            .setGroupId(settings.group())
            .setClientIdPrefix(settings.group() + "-" + topic)
            .setTopics(topic)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(new ConfigDeserializer());
    if (settings.bounded()) {
      builder.setBounded(OffsetsInitializer.latest());
    }
    return builder.build();
  }
}
