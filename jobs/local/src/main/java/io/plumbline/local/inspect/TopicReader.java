package io.plumbline.local.inspect;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics for a while, without a group: nothing at the broker changes. */
final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration METADATA = Duration.ofSeconds(30);

  /** Where to begin. */
  record From(boolean earliest, Duration ago) {
    static final From EARLIEST = new From(true, null);
    static final From LATEST = new From(false, null);

    boolean isLatest() {
      return this.equals(LATEST);
    }
  }

  private TopicReader() {}

  /**
   * Reads until so much time has passed, so many messages were read, or, unless it began at the
   * latest, what was there at the beginning has been read.
   *
   * @param progress is told how many messages were read
   * @return the number of messages
   * @throws IOException if a topic is not there, or the schema registry cannot be asked
   */
  static long read(
      Inspection inspection,
      Map<String, String> properties,
      From from,
      Duration atMost,
      long mostMessages,
      LongConsumer progress)
      throws IOException {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumer(properties))) {
      return read(consumer, inspection, from, atMost, mostMessages, progress);
    }
  }

  static long read(
      Consumer<byte[], byte[]> consumer,
      Inspection inspection,
      From from,
      Duration atMost,
      long mostMessages,
      LongConsumer progress)
      throws IOException {
    long deadline = System.nanoTime() + atMost.toNanos();
    long read = 0;
    List<TopicPartition> partitions = partitions(consumer, inspection);
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, METADATA);
    seek(consumer, partitions, from, ends);
    while (read < mostMessages && System.nanoTime() < deadline) {
      if (!from.isLatest() && hasReached(consumer, ends)) {
        break;
      }
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
        if (read == mostMessages) {
          break;
        }
        inspection.message(
            message.topic(),
            message.partition(),
            message.offset(),
            message.timestamp(),
            message.value());
        read++;
      }
      progress.accept(read);
    }
    return read;
  }

  private static Properties consumer(Map<String, String> properties) {
    Properties consumer = new Properties();
    consumer.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.putAll(properties);
    consumer.remove(ConsumerConfig.GROUP_ID_CONFIG);
    consumer.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    consumer.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    consumer.setProperty(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    consumer.setProperty(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    return consumer;
  }

  private static List<TopicPartition> partitions(
      Consumer<byte[], byte[]> consumer, Inspection inspection) throws IOException {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : inspection.topics()) {
      List<PartitionInfo> found = consumer.partitionsFor(topic, METADATA);
      if (found == null || found.isEmpty()) {
        throw new IOException("topic " + topic + " does not exist; allowed: one that can be read");
      }
      found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }

  private static void seek(
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      From from,
      Map<TopicPartition, Long> ends) {
    if (from.earliest()) {
      consumer.seekToBeginning(partitions);
    } else if (from.isLatest()) {
      ends.forEach(consumer::seek);
    } else {
      long since = Instant.now().minus(from.ago()).toEpochMilli();
      Map<TopicPartition, Long> times = new HashMap<>();
      partitions.forEach(partition -> times.put(partition, since));
      Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times, METADATA);
      for (TopicPartition partition : partitions) {
        OffsetAndTimestamp offset = found.get(partition);
        consumer.seek(partition, offset == null ? ends.get(partition) : offset.offset());
      }
    }
  }

  private static boolean hasReached(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), METADATA) >= end.getValue());
  }
}
