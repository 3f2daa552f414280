package io.plumbline.local.bench;

import static io.plumbline.local.bench.ThroughputLoad.BEGIN;
import static io.plumbline.local.bench.ThroughputLoad.CLOSING;
import static io.plumbline.local.bench.ThroughputLoad.DISORDER_MS;
import static io.plumbline.local.bench.ThroughputLoad.EVENTS_PER_REPEATED_EXPOSURE;
import static io.plumbline.local.bench.ThroughputLoad.LAST_TICK;
import static io.plumbline.local.bench.ThroughputLoad.PARTITIONS;
import static io.plumbline.local.bench.ThroughputLoad.TICK_MS;

import io.plumbline.jobs.io.ExperimentsYaml;
import io.plumbline.v1.Exposure;
import io.plumbline.v1.MetricEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.apache.avro.specific.SpecificDatumWriter;

/** Fills topics, in our own Avro; the same bytes whenever the seed and the load are the same. */
final class ThroughputTopics implements AutoCloseable {
  private static final String[] COUNTRIES = {"de", "fr", "it", "us", "jp"};
  private static final String PURCHASE = "purchase";
  private static final String USER = "user";

  private final BenchTopics topics;

  /** A record and what it is sent as. */
  private record Message(int partition, long time, byte[] value) {}

  ThroughputTopics(String bootstrap) {
    topics = new BenchTopics(bootstrap);
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
    topics.flush();
  }

  private void create(List<ThroughputAlternative> alternatives) throws Exception {
    Map<String, Integer> partitions = new HashMap<>();
    for (ThroughputAlternative alternative : alternatives) {
      alternative.topics().forEach(topic -> partitions.put(topic, PARTITIONS));
      if (alternative.isJob()) {
        partitions.put(ThroughputLoad.configuration(alternative.experiments()), 1);
      }
    }
    topics.create(partitions);
  }

  /** Experiments, complete up to long after the last event. */
  private void writeConfiguration(int experiments, Path folder) throws Exception {
    String topic = ThroughputLoad.configuration(experiments);
    Path file =
        Files.writeString(folder.resolve(topic + ".yaml"), ThroughputLoad.yaml(experiments));
    topics.sendConfiguration(
        topic, ExperimentsYaml.read(file).experiments(), LAST_TICK + Duration.ofDays(1).toMillis());
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
    topics.requireSent();
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
    return new Message(user % PARTITIONS, time, topics.encode(MetricEventWriter.WRITER, event));
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
    return new Message(user % PARTITIONS, time, topics.encode(ExposureWriter.WRITER, exposure));
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

  private static final class MetricEventWriter {
    static final SpecificDatumWriter<MetricEvent> WRITER =
        new SpecificDatumWriter<>(MetricEvent.class);
  }

  private static final class ExposureWriter {
    static final SpecificDatumWriter<Exposure> WRITER = new SpecificDatumWriter<>(Exposure.class);
  }

  private void send(String topic, Message message, int copies) {
    for (int i = 0; i < copies; i++) {
      topics.send(topic, message.partition(), message.time(), message.value());
    }
  }

  @Override
  public void close() {
    topics.close();
  }
}
