package io.plumbline.local.publish;

import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.jobs.io.ExperimentDocuments;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The compacted topic of one partition in which the configuration lies. */
final class ConfigTopic implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final String name;
  private final Map<String, String> client;
  private final KafkaProducer<String, String> producer;

  /** Makes the topic if it is not there. */
  ConfigTopic(String name, Map<String, String> client) {
    this.name = name;
    this.client = Map.copyOf(client);
    create();
    Properties settings = new Properties();
    settings.putAll(client);
    settings.put("acks", "all");
    settings.put("enable.idempotence", "true");
    this.producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private void create() {
    NewTopic topic =
        new NewTopic(name, Optional.of(1), Optional.empty())
            .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    try (Admin admin = Admin.create(new HashMap<String, Object>(client))) {
      admin.createTopics(List.of(topic)).all().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new ConfigurationException(
            "topic " + name + " cannot be made: " + e.getCause().getMessage(), e);
      }
    } catch (TimeoutException e) {
      throw new ConfigurationException("the broker did not answer within " + LIMIT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The last document of each experiment, as text, by key. */
  Map<String, String> documents() {
    Map<String, String> documents = new TreeMap<>();
    Properties settings = new Properties();
    settings.putAll(client);
    settings.put("isolation.level", "read_committed");
    TopicPartition partition = new TopicPartition(name, 0);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
          if (record.value() != null && !ExperimentDocuments.HEARTBEAT_KEY.equals(record.key())) {
            documents.put(record.key(), record.value());
          }
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "topic " + name + " could not be read to offset " + end + " within " + LIMIT);
        }
      }
    }
    return documents;
  }

  void write(String key, String value) {
    try {
      producer
          .send(new ProducerRecord<>(name, 0, key, value))
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("topic " + name + " cannot be written", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    producer.close(LIMIT);
  }
}
