package io.plumbline.e2e;

import io.plumbline.e2e.oracle.CapturedMessage;
import io.plumbline.e2e.oracle.LogScenario;
import io.plumbline.local.cluster.LocalCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The logs of a scenario as topics of a real broker, under names with a prefix of their own. */
final class StreamedLogs {
  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrap;
  private final String prefix;

  StreamedLogs(LocalCluster cluster, String prefix) {
    this.bootstrap = cluster.kafkaBootstrap();
    this.prefix = prefix;
  }

  String topic(String name) {
    return prefix + name;
  }

  /** Topics whose old records are never dropped: those of a scenario are years old. */
  void create(Map<String, Integer> partitions) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      List<NewTopic> topics = new ArrayList<>();
      partitions.forEach(
          (name, count) ->
              topics.add(
                  new NewTopic(topic(name), count, (short) 1)
                      .configs(Map.of("retention.ms", "-1"))));
      admin.createTopics(topics).all().get();
    }
  }

  void send(List<LogScenario.Send> records) throws ExecutionException, InterruptedException {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("acks", "all");
    settings.put("enable.idempotence", "true");
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (LogScenario.Send record : records) {
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    topic(record.topic()),
                    record.partition(),
                    record.timestampMs(),
                    record.key(),
                    record.value())));
      }
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  /** All committed messages of a topic, as text, in the order of each partition. */
  List<String> read(String name) {
    return messages(topic(name)).stream().map(CapturedMessage::value).toList();
  }

  /**
   * All committed messages of a topic that no prefix belongs to, in the order of each partition.
   */
  List<CapturedMessage> messages(String topic) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("isolation.level", "read_committed");
    List<CapturedMessage> messages = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (PartitionInfo partition : consumer.partitionsFor(topic)) {
        partitions.add(new TopicPartition(partition.topic(), partition.partition()));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(Set.copyOf(partitions));
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          messages.add(
              new CapturedMessage(
                  topic, record.offset(), text(record.key()), text(record.value())));
        }
      }
    }
    return messages;
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }
}
