package io.plumbline.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** On-call, who reads the topic of alerts. */
final class AlertWatch {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final ObjectMapper JSON = new ObjectMapper();

  private AlertWatch() {}

  /**
   * The first alert of a status, read committed.
   *
   * @throws IOException when none comes within the limit
   */
  static JsonNode await(String bootstrap, String topic, String status, Duration limit)
      throws IOException {
    Properties client = new Properties();
    client.put("bootstrap.servers", bootstrap);
    client.put("isolation.level", "read_committed");
    long end = System.nanoTime() + limit.toNanos();
    try (var consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
          JsonNode alert = JSON.readTree(message.value());
          if (alert.get("status").asText().equals(status)) {
            return alert;
          }
        }
      }
    }
    throw new IOException(
        "no alert with status %s on %s within %s".formatted(status, topic, limit));
  }
}
