package io.plumbline.local.bench;

import static io.plumbline.local.bench.SrmJobLoad.BEGIN;
import static io.plumbline.local.bench.SrmJobLoad.DISORDER_MS;
import static io.plumbline.local.bench.SrmJobLoad.EXPERIMENTS_PER_USER;
import static io.plumbline.local.bench.SrmJobLoad.LAST_TICK;
import static io.plumbline.local.bench.SrmJobLoad.PARTITIONS;

import io.plumbline.v1.Exposure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificDatumWriter;

/** Fills the topics of loads; the same bytes whenever the load is the same. */
final class SrmJobTopics implements AutoCloseable {
  private final BenchTopics topics;
  private final SpecificDatumWriter<Exposure> writer = new SpecificDatumWriter<>(Exposure.class);

  SrmJobTopics(String bootstrap) {
    topics = new BenchTopics(bootstrap);
  }

  void write(SrmJobLoad load) throws Exception {
    topics.create(Map.of(load.exposuresTopic(), PARTITIONS, load.configurationTopic(), 1));
    topics.sendConfiguration(
        load.configurationTopic(), load.configuration(), LAST_TICK + Duration.ofDays(1).toMillis());
    sendExposures(load);
    topics.flush();
  }

  private void sendExposures(SrmJobLoad load) throws IOException {
    SplittableRandom random = new SplittableRandom(SrmJobLoad.SEED + load.experiments());
    long from = BEGIN + DISORDER_MS;
    long all = load.allExposures();
    for (long i = 0; i < all; i++) {
      long time = from + i * (LAST_TICK - from) / all - random.nextLong(DISORDER_MS);
      int experiment = (int) (i % load.experiments());
      int group = experiment / EXPERIMENTS_PER_USER;
      send(load, "x" + i, group * load.users() + random.nextInt(load.users()), experiment, time);
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      send(load, "closing-" + partition, partition, 0, SrmJobLoad.CLOSING);
    }
    topics.requireSent();
  }

  private void send(SrmJobLoad load, String id, int user, int experiment, long time) {
    // Any fair and fixed assignment does.
    boolean isControl = new SplittableRandom(31L * user + experiment).nextBoolean();
    Exposure exposure =
        new Exposure(
            id,
            SrmJobLoad.experiment(experiment),
            isControl ? "control" : "treatment",
            "user",
            "user-" + user,
            Map.of(),
            Instant.ofEpochMilli(time),
            null,
            Map.of(SrmJobLoad.DIMENSION, "c" + user % SrmJobLoad.SEGMENTS, "platform", "web"),
            null);
    topics.send(load.exposuresTopic(), user % PARTITIONS, time, topics.encode(writer, exposure));
  }

  @Override
  public void close() {
    topics.close();
  }
}
