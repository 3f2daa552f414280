package io.plumbline.jobs.io;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The configuration topic in Kafka: one partition, compacted. */
final class KafkaConfigTopic implements ConfigTopic {
  private static final Duration POLL = Duration.ofMillis(100);

  private final TopicPartition partition;
  private final Properties properties;
  private final Duration timeout;
  private final KafkaProducer<byte[], byte[]> producer;

  private KafkaConfigTopic(
      String topic,
      Properties properties,
      Duration timeout,
      KafkaProducer<byte[], byte[]> producer) {
    this.partition = new TopicPartition(topic, 0);
    this.properties = properties;
    this.timeout = timeout;
    this.producer = producer;
  }

  /**
   * @param timeout for each request
   */
  static KafkaConfigTopic open(Map<String, String> kafka, String topic, Duration timeout) {
    Properties properties = new Properties();
    properties.putAll(kafka);
    prepare(topic, properties, timeout);
    Properties producer = new Properties();
    producer.putAll(properties);
    producer.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    producer.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.toString(timeout.toMillis()));
    return new KafkaConfigTopic(
        topic,
        properties,
        timeout,
        new KafkaProducer<>(producer, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  private static void prepare(String topic, Properties properties, Duration timeout) {
    try (Admin admin = Admin.create(properties)) {
      int partitions;
      try {
        partitions = partitions(admin, topic, timeout);
      } catch (UnknownTopicOrPartitionException e) {
        create(admin, topic, timeout);
        return;
      }
      if (partitions != 1) {
        throw new ConfigurationException(
            "topics.experiment-config: topic %s has %d partitions; allowed: exactly 1"
                .formatted(topic, partitions));
      }
    }
  }

  private static int partitions(Admin admin, String topic, Duration timeout) {
    return await(admin.describeTopics(List.of(topic)).allTopicNames(), topic, timeout)
        .get(topic)
        .partitions()
        .size();
  }

  private static void create(Admin admin, String topic, Duration timeout) {
    NewTopic wanted =
        new NewTopic(topic, Optional.of(1), Optional.empty())
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    try {
      await(admin.createTopics(List.of(wanted)).all(), topic, timeout);
    } catch (TopicExistsException e) {
      // Somebody else was first.
    }
  }

  @Override
  public List<Entry> read() {
    Properties reader = new Properties();
    reader.putAll(properties);
    reader.remove(ConsumerConfig.GROUP_ID_CONFIG);
    reader.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    reader.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    List<Entry> entries = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(reader, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition), timeout).get(partition);
      long deadline = System.nanoTime() + timeout.toNanos();
      while (consumer.position(partition, timeout) < end) {
        if (System.nanoTime() > deadline) {
          throw new ConfigurationException(
              "topic %s could not be read to its end, offset %d, in %s"
                  .formatted(partition.topic(), end, timeout));
        }
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
          entries.add(new Entry(message.key(), message.value()));
        }
      }
    }
    return entries;
  }

  @Override
  public void append(List<Entry> entries) {
    List<Future<?>> pending = new ArrayList<>();
    for (Entry entry : entries) {
      pending.add(
          producer.send(
              new ProducerRecord<>(
                  partition.topic(), partition.partition(), entry.key(), entry.value())));
    }
    producer.flush();
    pending.forEach(sent -> await(sent, partition.topic(), timeout));
  }

  private static <T> T await(Future<T> answer, String topic, Duration timeout) {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof TopicExistsException) {
        throw (RuntimeException) e.getCause();
      }
      throw new IllegalStateException(
          "topic " + topic + " cannot be used: " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("topic " + topic + ": no answer in " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("topic " + topic + ": interrupted", e);
    }
  }

  @Override
  public void close() {
    producer.close(timeout);
  }
}
