package io.plumbline.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topics of the configuration's changes, as a reader of committed records sees them. */
final class CapturedTopics implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String bootstrap;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, List<JsonNode>> seen = new HashMap<>();
  private final Map<String, Long> positions = new HashMap<>();

  CapturedTopics(String bootstrap) {
    this.bootstrap = bootstrap;
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  static String of(String table) {
    return "cdc.experimentation." + table;
  }

  /** Everything in a topic of one partition, up to its present end; each record is read once. */
  List<JsonNode> read(String topic) throws IOException {
    List<JsonNode> values = seen.computeIfAbsent(topic, name -> new ArrayList<>());
    TopicPartition partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seek(partition, positions.getOrDefault(topic, 0L));
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        values.add(JSON.readTree(record.value()));
      }
    }
    positions.put(topic, consumer.position(partition));
    return values;
  }

  /** A topic of one partition, of which nothing was captured, with these values by key. */
  void fill(String topic, List<Map.Entry<String, String>> messages) throws Exception {
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap, ProducerConfig.ACKS_CONFIG, "all");
    try (Admin admin = Admin.create(settings)) {
      admin
          .createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (Map.Entry<String, String> message : messages) {
        producer
            .send(new ProducerRecord<>(topic, message.getKey(), message.getValue()))
            .get(30, TimeUnit.SECONDS);
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
