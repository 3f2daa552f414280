package io.plumbline.local.bench;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.jobs.io.ExperimentDocument;
import io.plumbline.jobs.io.ExperimentDocuments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes topics and sends what a benchmark is to read from them. */
final class BenchTopics implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final String bootstrap;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private BinaryEncoder encoder;

  BenchTopics(String bootstrap) {
    this.bootstrap = bootstrap;
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "linger.ms",
            "20",
            "batch.size",
            Integer.toString(1 << 18),
            "request.timeout.ms",
            Long.toString(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS) / 2),
            "delivery.timeout.ms",
            Long.toString(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS)));
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Makes the topics, and waits until each partition answers. A topic is there before its
   * partitions are; of what an idempotent producer sends in between, the first batch may be refused
   * and the second taken, after which the first is refused until it is given up.
   *
   * @param partitions how many, by topic
   */
  void create(Map<String, Integer> partitions) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    partitions.forEach(
        (topic, count) -> {
          // Its records are old and stay.
          topics.add(new NewTopic(topic, count, (short) 1).configs(Map.of("retention.ms", "-1")));
          for (int i = 0; i < count; i++) {
            ends.put(new TopicPartition(topic, i), OffsetSpec.latest());
          }
        });
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.createTopics(topics).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      admin.listOffsets(ends).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /**
   * Experiments as the documents of a topic.
   *
   * @param completeUntil up to when nothing about them will change, milliseconds since the epoch
   */
  void sendConfiguration(String topic, List<Experiment> experiments, long completeUntil) {
    for (Experiment experiment : experiments) {
      send(topic, experiment.key(), ExperimentDocuments.write(ExperimentDocument.of(experiment)));
    }
    send(
        topic,
        ExperimentDocuments.HEARTBEAT_KEY,
        ExperimentDocuments.writeHeartbeat(completeUntil));
  }

  private void send(String topic, String key, String value) {
    send(
        new ProducerRecord<>(
            topic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * @param time milliseconds since the epoch
   */
  void send(String topic, int partition, long time, byte[] value) {
    send(new ProducerRecord<>(topic, partition, time, null, value));
  }

  private void send(ProducerRecord<byte[], byte[]> message) {
    producer.send(
        message,
        (sent, problem) -> {
          if (problem != null) {
            failure.compareAndSet(null, problem);
          }
        });
  }

  /** In plain binary Avro. */
  <T extends SpecificRecord> byte[] encode(SpecificDatumWriter<T> writer, T record) {
    buffer.reset();
    encoder = EncoderFactory.get().binaryEncoder(buffer, encoder);
    try {
      writer.write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return buffer.toByteArray();
  }

  /** Waits until all that was sent is there. */
  void flush() throws IOException {
    producer.flush();
    requireSent();
  }

  void requireSent() throws IOException {
    if (failure.get() != null) {
      throw new IOException("a topic could not be filled", failure.get());
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(LIMIT_SECONDS));
  }
}
