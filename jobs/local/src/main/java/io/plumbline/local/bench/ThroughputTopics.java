package io.plumbline.local.bench;

import static io.plumbline.local.bench.ThroughputLoad.BEGIN;
import static io.plumbline.local.bench.ThroughputLoad.CLOSING;
import static io.plumbline.local.bench.ThroughputLoad.DISORDER_MS;
import static io.plumbline.local.bench.ThroughputLoad.EVENTS_PER_REPEATED_EXPOSURE;
import static io.plumbline.local.bench.ThroughputLoad.LAST_TICK;
import static io.plumbline.local.bench.ThroughputLoad.PARTITIONS;
import static io.plumbline.local.bench.ThroughputLoad.TICK_MS;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.jobs.io.ExperimentDocument;
import io.plumbline.jobs.io.ExperimentDocuments;
import io.plumbline.jobs.io.ExperimentsYaml;
import io.plumbline.v1.Exposure;
import io.plumbline.v1.MetricEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
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

/** Fills topics, in our own Avro; the same bytes whenever the seed and the load are the same. */
final class ThroughputTopics implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;
  private static final String[] COUNTRIES = {"de", "fr", "it", "us", "jp"};
  private static final String PURCHASE = "purchase";
  private static final String USER = "user";

  private final String bootstrap;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private BinaryEncoder encoder;

  /** A record and what it is sent as. */
  private record Message(int partition, long time, byte[] value) {}

  ThroughputTopics(String bootstrap) {
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

  /** The topics that some alternatives read, each once. */
  void write(List<ThroughputAlternative> alternatives, Path folder) throws Exception {
    create(alternatives);
    Set<String> written = new HashSet<>();
    for (ThroughputAlternative alternative : alternatives) {
      ThroughputLoad load = alternative.load();
      int experiments = alternative.experiments();
      if (alternative.isJob() && written.add(ThroughputLoad.configuration(experiments))) {
        writeConfiguration(experiments, folder);
      }
      if (written.add(alternative.exposures())) {
        if (alternative.exposures().equals(load.manyExposures())) {
          writeManyExposures(load);
        } else {
          writeExposures(load, experiments);
        }
      }
      if (alternative.readsMetricEvents() && written.add(load.metricEvents())) {
        writeMetricEvents(load);
      }
    }
    producer.flush();
    requireSent();
  }

  /**
   * Makes the topics, and waits until each partition answers. A topic is there before its
   * partitions are; of what an idempotent producer sends in between, the first batch may be refused
   * and the second taken, after which the first is refused until it is given up.
   */
  private void create(List<ThroughputAlternative> alternatives) throws Exception {
    Map<String, Integer> partitions = new HashMap<>();
    for (ThroughputAlternative alternative : alternatives) {
      alternative.topics().forEach(topic -> partitions.put(topic, PARTITIONS));
      if (alternative.isJob()) {
        partitions.put(ThroughputLoad.configuration(alternative.experiments()), 1);
      }
    }
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

  private void requireSent() throws IOException {
    if (failure.get() != null) {
      throw new IOException("a topic could not be filled", failure.get());
    }
  }

  /** Experiments, complete up to long after the last event. */
  private void writeConfiguration(int experiments, Path folder) throws Exception {
    String topic = ThroughputLoad.configuration(experiments);
    Path file =
        Files.writeString(folder.resolve(topic + ".yaml"), ThroughputLoad.yaml(experiments));
    for (Experiment experiment : ExperimentsYaml.read(file).experiments()) {
      send(topic, experiment.key(), ExperimentDocuments.write(ExperimentDocument.of(experiment)));
    }
    send(
        topic,
        ExperimentDocuments.HEARTBEAT_KEY,
        ExperimentDocuments.writeHeartbeat(LAST_TICK + Duration.ofDays(1).toMillis()));
  }

  private void writeMetricEvents(ThroughputLoad load) throws Exception {
    SplittableRandom random = random(load.metricEvents());
    fill(
        load,
        load.metricEvents(),
        load.events(),
        i -> metricEvent(load, i, random),
        this::closingEvent);
  }

  private void writeManyExposures(ThroughputLoad load) throws Exception {
    SplittableRandom random = random(load.manyExposures());
    fill(
        load,
        load.manyExposures(),
        load.events(),
        i ->
            exposure(
                "m" + i, random.nextInt(load.users()), random.nextInt(3), time(i, load, random)),
        this::closingExposure);
  }

  private void writeExposures(ThroughputLoad load, int experiments) throws Exception {
    SplittableRandom random = random(load.exposures(experiments));
    long first = (long) load.users() * experiments;
    fill(
        load,
        load.exposures(experiments),
        first + load.events() / EVENTS_PER_REPEATED_EXPOSURE,
        i ->
            i < first
                ? exposure(
                    "x" + i,
                    (int) (i / experiments),
                    (int) (i % experiments),
                    BEGIN + i * (TICK_MS - DISORDER_MS) / first)
                : exposure(
                    "x" + i,
                    random.nextInt(load.users()),
                    random.nextInt(experiments),
                    time((i - first) * EVENTS_PER_REPEATED_EXPOSURE, load, random)),
        this::closingExposure);
  }

  /** Of a topic, whichever others are written. */
  private static SplittableRandom random(String topic) {
    return new SplittableRandom(ThroughputLoad.SEED + topic.hashCode());
  }

  private void fill(
      ThroughputLoad load,
      String topic,
      long records,
      LongFunction<Message> record,
      LongFunction<Message> closing)
      throws Exception {
    for (long i = 0; i < records; i++) {
      send(topic, record.apply(i), load.copies());
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      send(topic, closing.apply(partition), load.copies());
    }
    requireSent();
  }

  /** Evenly over the ticks behind that of the exposures, and a little in disorder. */
  private static long time(long i, ThroughputLoad load, SplittableRandom random) {
    long from = BEGIN + TICK_MS + DISORDER_MS;
    return from + i * (LAST_TICK - from) / load.events() - random.nextLong(DISORDER_MS);
  }

  private Message metricEvent(ThroughputLoad load, long i, SplittableRandom random) {
    int user = random.nextInt(load.users());
    long time = time(i, load, random);
    return metricEvent("e" + i, user, time, 0.01 * random.nextInt(100, 20_000));
  }

  private Message metricEvent(String id, int user, long time, double value) {
    MetricEvent event =
        new MetricEvent(
            id,
            PURCHASE,
            USER,
            USER + "-" + user,
            Map.of(),
            Instant.ofEpochMilli(time),
            null,
            Math.round(100 * value) / 100.0,
            attributes(user));
    return new Message(user % PARTITIONS, time, encode(MetricEventWriter.WRITER, event));
  }

  private Message exposure(String id, int user, int experiment, long time) {
    // Any fair and fixed assignment does.
    boolean isControl = new SplittableRandom(31L * user + experiment).nextBoolean();
    Exposure exposure =
        new Exposure(
            id,
            ThroughputLoad.experiment(experiment),
            isControl ? "control" : "treatment",
            USER,
            USER + "-" + user,
            Map.of(),
            Instant.ofEpochMilli(time),
            null,
            attributes(user),
            null);
    return new Message(user % PARTITIONS, time, encode(ExposureWriter.WRITER, exposure));
  }

  private Message closingEvent(long partition) {
    return metricEvent("closing-" + partition, (int) partition, CLOSING, 1);
  }

  private Message closingExposure(long partition) {
    return exposure("closing-" + partition, (int) partition, 0, CLOSING);
  }

  private static Map<String, String> attributes(int user) {
    return Map.of("country", COUNTRIES[user % COUNTRIES.length], "platform", "web");
  }

  private <T extends SpecificRecord> byte[] encode(SpecificDatumWriter<T> writer, T record) {
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

  private static final class MetricEventWriter {
    static final SpecificDatumWriter<MetricEvent> WRITER =
        new SpecificDatumWriter<>(MetricEvent.class);
  }

  private static final class ExposureWriter {
    static final SpecificDatumWriter<Exposure> WRITER = new SpecificDatumWriter<>(Exposure.class);
  }

  private void send(String topic, Message message, int copies) {
    for (int i = 0; i < copies; i++) {
      send(new ProducerRecord<>(topic, message.partition(), message.time(), null, message.value()));
    }
  }

  private void send(String topic, String key, String value) {
    send(
        new ProducerRecord<>(
            topic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)));
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

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(LIMIT_SECONDS));
  }
}
