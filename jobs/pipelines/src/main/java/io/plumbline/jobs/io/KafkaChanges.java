package io.plumbline.jobs.io;

import io.plumbline.operators.codec.cdc.CdcRecord;
import io.plumbline.operators.configuration.TopicInspection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The changes of the configuration's tables, from the beginning of their topics. */
public final class KafkaChanges {
  private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final long FIRST_LOOK_BACK = 100;
  private static final long NO_RECORD = -1;

  /** A topic that comes to be later is seen that soon. */
  private static final Duration DISCOVERY = Duration.ofSeconds(10);

  private KafkaChanges() {}

  /**
   * All records, each topic's in its order; how topics interleave says nothing.
   *
   * @throws ConfigurationException if a topic that is there has more than one partition: between
   *     partitions there is no order
   */
  public static DataStream<CdcRecord> read(
      StreamExecutionEnvironment env, CdcTopics topics, KafkaSourceSettings settings) {
    requireOnePartitionEach(topics, settings);
    Properties properties = new Properties();
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.setProperty(
        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
        Long.toString(DISCOVERY.toMillis()));
    properties.putAll(settings.properties());
    KafkaSource<CdcRecord> source =
        KafkaSource.<CdcRecord>builder()
            .setProperties(properties)
            .setGroupId(settings.group())
            .setClientIdPrefix(settings.group() + "-" + topics.prefix())
            .setTopicPattern(topics.pattern())
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(new CdcDeserializer(settings.registry()))
            .build();
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), "changes", CdcRecord.TYPE)
        .uid("kafka-changes")
        .name("changes of the configuration")
        .setParallelism(1);
  }

  /** Asks the broker, at the time of asking. */
  public static TopicInspection inspection(CdcTopics topics, KafkaSourceSettings settings) {
    Map<String, String> properties = settings.properties();
    return table -> lastOffset(topics.of(table), properties);
  }

  /** A transaction's marks take offsets too, so that the last record has to be read. */
  private static long lastOffset(String topic, Map<String, String> properties) {
    TopicPartition partition = new TopicPartition(topic, 0);
    Properties client = client(properties);
    client.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    long deadline = System.nanoTime() + ADMIN_TIMEOUT.toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      if (!consumer.listTopics(ADMIN_TIMEOUT).containsKey(topic)) {
        return NO_RECORD;
      }
      Set<TopicPartition> asked = Set.of(partition);
      long begin = consumer.beginningOffsets(asked, ADMIN_TIMEOUT).get(partition);
      long end = consumer.endOffsets(asked, ADMIN_TIMEOUT).get(partition);
      consumer.assign(asked);
      for (long back = FIRST_LOOK_BACK; ; back *= 2) {
        long from = Math.max(begin, end - back);
        long last = lastOffset(consumer, partition, from, end, deadline);
        if (last != NO_RECORD || from == begin) {
          return last;
        }
      }
    }
  }

  private static long lastOffset(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long from,
      long end,
      long deadline) {
    long last = NO_RECORD;
    consumer.seek(partition, from);
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          last = record.offset();
        }
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "topic %s could not be read to offset %d within %s"
                .formatted(partition.topic(), end, ADMIN_TIMEOUT));
      }
    }
    return last;
  }

  private static void requireOnePartitionEach(CdcTopics topics, KafkaSourceSettings settings) {
    try (Admin admin = Admin.create(client(settings.properties()))) {
      Set<String> there = get(admin.listTopics().names());
      List<String> read =
          there.stream().filter(topic -> topics.pattern().matcher(topic).matches()).toList();
      for (TopicDescription topic : get(admin.describeTopics(read).allTopicNames()).values()) {
        if (topic.partitions().size() != 1) {
          throw new ConfigurationException(
              "config.cdc-prefix: topic %s has %d partitions; allowed: exactly 1"
                  .formatted(topic.name(), topic.partitions().size()));
        }
      }
    } catch (ExecutionException e) {
      throw new ConfigurationException(
          "topics of the brokers cannot be described (" + e.getCause().getMessage() + ")", e);
    }
  }

  private static Properties client(Map<String, String> properties) {
    Properties client = new Properties();
    client.putAll(properties);
    return client;
  }

  private static <T> T get(KafkaFuture<T> answer) throws ExecutionException {
    try {
      return answer.get(ADMIN_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the brokers did not answer within " + ADMIN_TIMEOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
