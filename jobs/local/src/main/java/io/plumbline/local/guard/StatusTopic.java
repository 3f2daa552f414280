package io.plumbline.local.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.jobs.io.ConfigurationException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic that says how experiments stand, from its beginning on. */
final class StatusTopic implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  /**
   * How an experiment stands.
   *
   * @param srmStatus HEALTHY, WARNED, OPENED or ESCALATED
   * @param isConfigStale whether the job went on without its configuration, so that the split may
   *     have been tested against another plan than that of its time
   */
  record Status(String experimentKey, String srmStatus, String asOf, boolean isConfigStale) {}

  /**
   * @throws ConfigurationException if the topic is not there
   */
  StatusTopic(String topic, Map<String, String> client) {
    this.topic = topic;
    Properties settings = new Properties();
    settings.putAll(client);
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", "false");
    settings.put("allow.auto.create.topics", "false");
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    if (found.isEmpty()) {
      consumer.close();
      throw new ConfigurationException(
          "topics.experiment-status: topic %s does not exist".formatted(topic));
    }
    partitions = found.stream().map(each -> new TopicPartition(topic, each.partition())).toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** What is on the topic now: the newest of each experiment that was not read before. */
  Map<String, Status> toEnd() throws IOException {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<String, Status> newest = new LinkedHashMap<>();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      newest.putAll(next());
    }
    return newest;
  }

  /** What comes next, within a moment. */
  Map<String, Status> next() throws IOException {
    Map<String, Status> newest = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
      if (message.value() != null) {
        Status status = status(message);
        newest.put(status.experimentKey(), status);
      }
    }
    return newest;
  }

  private Status status(ConsumerRecord<byte[], byte[]> message) throws IOException {
    JsonNode json = JSON.readTree(message.value());
    if (!json.hasNonNull("experiment_key") || !json.hasNonNull("srm_status")) {
      throw new IOException(
          "%s-%d offset %d is no status: experiment_key and srm_status are missing"
              .formatted(topic, message.partition(), message.offset()));
    }
    return new Status(
        json.get("experiment_key").asText(),
        json.get("srm_status").asText(),
        json.path("as_of").asText(),
        json.path("is_config_stale").asBoolean());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
