package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.PartitionLog.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Nine hours of a product as the logs of its partitions: about 2,000 users in four experiments,
 * some hundred in two more, with everything in it that can go wrong on the way. The same seed gives
 * the same logs.
 *
 * <p>What is in it is counted by {@link #coverage}; which experiments there are stands in
 * log-scenario.yaml.
 */
public final class LogScenario {

  private static final int USERS = 2_000;

  private final List<PartitionLog> logs;
  private final String yaml;

  private LogScenario(List<PartitionLog> logs, String yaml) {
    this.logs = logs;
    this.yaml = yaml;
  }

  /** Two partitions of exposures, three of metric events. */
  public static LogScenario of(long seed) {
    return of(seed, USERS, 2, 3);
  }

  /**
   * @param users ordinary ones, beside some hundred of special cases
   */
  public static LogScenario of(
      long seed, int users, int exposurePartitions, int metricEventPartitions) {
    LogDrafts drafts = new LogDrafts(seed, exposurePartitions, metricEventPartitions);
    new LogTraffic(drafts).users(users);
    String yaml = text("log-scenario.yaml");
    LogPlants plants = new LogPlants(drafts);
    plants.all();
    new UnevenPlants(drafts, Configuration.parse(yaml)).all();
    plants.close();
    return new LogScenario(drafts.logs(), yaml);
  }

  private static String text(String resource) {
    try (InputStream in = LogScenario.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The product's file of experiments. */
  public String yaml() {
    return yaml;
  }

  public Configuration configuration() {
    return Configuration.parse(yaml);
  }

  public List<PartitionLog> logs() {
    return logs;
  }

  /** Ticks of a quarter of an hour, else the defaults. */
  public RunTiming timing() {
    return RunTiming.ofTick(Duration.ofMinutes(15));
  }

  /** The last tick that an endless run over all of the logs publishes. */
  public Instant closedThrough() {
    return Oracle.closedThrough(logs, timing());
  }

  /** All that an endless run has published when it has read everything. */
  public Map<String, List<Map<String, Object>>> expected() {
    return Oracle.streaming(configuration(), logs, timing(), closedThrough());
  }

  /** How often each thing that it should hold is in it, by name. */
  public Map<String, Integer> coverage() {
    return new LogCoverage(configuration(), logs, timing()).counts();
  }

  /**
   * One record as a producer sends it; the offsets that it expects are those of an empty topic.
   *
   * @param timestampMs Kafka timestamp
   * @param key null of a poison record
   */
  public record Send(String topic, int partition, long timestampMs, byte[] key, byte[] value) {}

  /** In about the order of time. */
  public List<Send> sends() {
    return merged(next -> earliest(next));
  }

  /**
   * Another order across partitions, in bursts, so that partitions get hours apart; the order
   * within each is kept.
   */
  public List<Send> interleavings(long seed) {
    Random random = new Random(seed);
    int[] burst = {0, 0};
    return merged(
        next -> {
          if (burst[1] == 0 || next[burst[0]] == logs.get(burst[0]).records().size()) {
            List<Integer> open = new ArrayList<>();
            for (int i = 0; i < next.length; i++) {
              if (next[i] < logs.get(i).records().size()) {
                open.add(i);
              }
            }
            burst[0] = open.get(random.nextInt(open.size()));
            burst[1] = 1 + random.nextInt(random.nextBoolean() ? 20 : 1_000);
          }
          burst[1]--;
          return burst[0];
        });
  }

  private int earliest(int[] next) {
    int earliest = -1;
    for (int i = 0; i < next.length; i++) {
      if (next[i] < logs.get(i).records().size()
          && (earliest < 0 || timestamp(i, next) < timestamp(earliest, next))) {
        earliest = i;
      }
    }
    return earliest;
  }

  private long timestamp(int log, int[] next) {
    return logs.get(log).records().get(next[log]).timestamp();
  }

  private interface Choice {
    /**
     * @param next offset of the next record of each log
     * @return a log that has one
     */
    int of(int[] next);
  }

  private List<Send> merged(Choice choice) {
    int[] next = new int[logs.size()];
    int total = logs.stream().mapToInt(log -> log.records().size()).sum();
    List<Send> sends = new ArrayList<>(total);
    while (sends.size() < total) {
      int chosen = choice.of(next);
      PartitionLog log = logs.get(chosen);
      LogRecord record = log.records().get(next[chosen]++);
      sends.add(
          new Send(log.topic(), log.partition(), record.timestamp(), record.key(), record.value()));
    }
    return sends;
  }

  /** Names of the topics with their numbers of partitions. */
  public Map<String, Integer> partitions() {
    return Map.of(
        LogDrafts.EXPOSURES, count(Kind.EXPOSURES),
        LogDrafts.METRIC_EVENTS, count(Kind.METRIC_EVENTS));
  }

  private int count(Kind kind) {
    return (int) logs.stream().filter(log -> log.kind() == kind).count();
  }
}
