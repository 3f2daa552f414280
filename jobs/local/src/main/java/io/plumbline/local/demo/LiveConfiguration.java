package io.plumbline.local.demo;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.jobs.io.ExperimentDocuments;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a service that assigns keeps at hand: the newest document of each experiment. */
final class LiveConfiguration implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Experiment> experiments = new ConcurrentSkipListMap<>();
  private final String topic;
  private final Properties client;
  private final Thread reader;

  LiveConfiguration(String bootstrap, String topic) {
    this.topic = topic;
    this.client = new Properties();
    client.put("bootstrap.servers", bootstrap);
    client.put("isolation.level", "read_committed");
    client.put("enable.auto.commit", "false");
    reader = new Thread(this::read, "live-configuration");
    reader.setDaemon(true);
    reader.start();
  }

  /** By key. */
  Map<String, Experiment> experiments() {
    return experiments;
  }

  private void read() {
    try (var consumer =
        new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      while (!Thread.currentThread().isInterrupted()) {
        for (ConsumerRecord<String, byte[]> document : consumer.poll(POLL)) {
          if (document.value() != null
              && !document.key().equals(ExperimentDocuments.HEARTBEAT_KEY)) {
            experiments.put(
                document.key(),
                ExperimentDocuments.read(document.key(), document.value()).experiment());
          }
        }
      }
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    reader.interrupt();
    try {
      reader.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
