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
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a service that assigns keeps at hand: the newest document of each experiment. */
final class LiveConfiguration implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveConfiguration.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Experiment> experiments = new ConcurrentSkipListMap<>();
  private final String topic;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Thread reader;

  LiveConfiguration(String bootstrap, String topic) {
    this.topic = topic;
    Properties client = new Properties();
    client.put("bootstrap.servers", bootstrap);
    client.put("isolation.level", "read_committed");
    client.put("enable.auto.commit", "false");
    consumer = new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer());
    reader = new Thread(this::read, "live-configuration");
    reader.setDaemon(true);
    reader.start();
  }

  /** By key. */
  Map<String, Experiment> experiments() {
    return experiments;
  }

  private void read() {
    try (consumer) {
      List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      while (true) {
        for (ConsumerRecord<String, byte[]> document : consumer.poll(POLL)) {
          if (document.value() != null
              && !document.key().equals(ExperimentDocuments.HEARTBEAT_KEY)) {
            experiments.put(
                document.key(),
                ExperimentDocuments.read(document.key(), document.value()).experiment());
          }
        }
      }
    } catch (WakeupException e) {
      LOG.debug("closed", e);
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      reader.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
