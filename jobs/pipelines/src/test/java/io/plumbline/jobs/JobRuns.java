package io.plumbline.jobs;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.jobs.config.JobEnvironment;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.io.ExperimentDocument;
import io.plumbline.jobs.io.ExperimentDocuments;
import io.plumbline.jobs.io.ExperimentsYaml;
import io.plumbline.jobs.io.KafkaBroker;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.iceberg.expressions.Expressions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The jobs over topics of a real broker, each run with tables of its own. */
final class JobRuns implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(2);
  static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  static final String CANARY = "canary-9d41c7";

  /** Of the topics of events; the others have one. */
  static final int PARTITIONS = 2;

  private static final int PARALLELISM = 2;
  private static final int SLOTS = 4 * PARALLELISM;
  private static final List<String> EVENTS = List.of("exposures", "metric-events");
  private static final List<String> OTHERS =
      List.of(
          "experiment-config",
          "srm-alerts",
          "experiment-alerts",
          "experiment-status",
          "experiment-verdict");
  private static final Set<String> OF_PROCESSING = Set.of("published_at", "ingested_at");

  private final KafkaBroker broker;
  private final Path folder;

  private JobRuns(KafkaBroker broker, Path folder) {
    this.broker = broker;
    this.folder = folder;
  }

  /** With a broker that has the topics of all jobs. */
  static JobRuns start(Path folder) throws Exception {
    KafkaBroker broker = KafkaBroker.start(Files.createDirectories(folder.resolve("broker")));
    JobRuns runs = new JobRuns(broker, folder);
    try {
      for (String topic : EVENTS) {
        broker.createTopic(topic, PARTITIONS);
      }
      for (String topic : OTHERS) {
        broker.createTopic(topic, 1);
      }
    } catch (Exception e) {
      runs.close();
      throw e;
    }
    return runs;
  }

  /** One task manager for the tests of a class. */
  static MiniClusterExtension cluster() {
    return new MiniClusterExtension(
        new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(SLOTS)
            .build());
  }

  KafkaBroker broker() {
    return broker;
  }

  @Override
  public void close() {
    broker.close();
  }

  interface Attach {
    void to(StreamExecutionEnvironment env, PlumblineConfig config);
  }

  JobClient start(PlumblineConfig config, Attach job, String name) throws Exception {
    return start(config, job, name, null);
  }

  /**
   * @param savepoint to go on from; null: from the beginning
   */
  JobClient start(PlumblineConfig config, Attach job, String name, String savepoint)
      throws Exception {
    StreamExecutionEnvironment env = environment(config, savepoint);
    job.to(env, config);
    return env.executeAsync(name);
  }

  void run(PlumblineConfig config, Attach job) throws Exception {
    start(config, job, "bounded").getJobExecutionResult().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** Cancels jobs; if one has failed, its cause is the test's, whatever the test waited for. */
  static void cancel(List<JobClient> jobs) throws Exception {
    for (JobClient job : jobs) {
      if (job.getJobStatus().get(30, TimeUnit.SECONDS) == JobStatus.FAILED) {
        job.getJobExecutionResult().get(30, TimeUnit.SECONDS);
      }
      job.cancel().get(30, TimeUnit.SECONDS);
    }
  }

  private static StreamExecutionEnvironment environment(PlumblineConfig config, String savepoint) {
    Configuration cluster = new Configuration();
    cluster.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500));
    cluster.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, Duration.ofMillis(500));
    cluster.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    cluster.set(CoreOptions.DEFAULT_PARALLELISM, PARALLELISM);
    if (savepoint != null) {
      cluster.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    return JobEnvironment.create(config, cluster);
  }

  PlumblineConfig config(String namespace, String... more) throws IOException {
    Path file = folder.resolve("plumbline.yaml");
    Files.writeString(
        file,
        """
        kafka: {bootstrap.servers: "%s"}
        catalog: {type: hadoop, warehouse: "%s"}
        exposures: [{topic: exposures, format: json}]
        metric-events: [{topic: metric-events, format: json}]
        output: {format: json, transaction-timeout: PT5M}
        """
            .formatted(broker.properties().get("bootstrap.servers"), folder.resolve("warehouse")));
    String[] args =
        Stream.concat(
                Stream.of(
                    "--config",
                    file.toString(),
                    "--namespace",
                    namespace,
                    "--output.transactional-id-prefix",
                    namespace),
                Stream.of(more))
            .toArray(String[]::new);
    return PlumblineConfig.from(Map.of("CANARY", CANARY), args);
  }

  /** All rows that speak for a time up to an instant, as texts, but for what tells of runs. */
  static Map<Table, List<String>> rows(PlumblineConfig config, Instant comparedUntil)
      throws IOException {
    Map<Table, List<String>> rows = new EnumMap<>(Table.class);
    try (Warehouse warehouse = Warehouse.open(config.catalog())) {
      for (Table table : EnumSet.allOf(Table.class)) {
        if (warehouse.load(table).isPresent()) {
          rows.put(
              table,
              warehouse.rows(table, Expressions.alwaysTrue()).stream()
                  .filter(row -> isCompared(row, comparedUntil))
                  .map(JobRuns::text)
                  .sorted()
                  .toList());
        }
      }
    }
    return rows;
  }

  /** Rows that only one of two runs has. */
  static List<String> differences(Map<Table, List<String>> left, Map<Table, List<String>> right) {
    List<String> differences = new ArrayList<>();
    for (Table table : Table.values()) {
      Set<String> onlyLeft = new TreeSet<>(left.getOrDefault(table, List.of()));
      Set<String> onlyRight = new TreeSet<>(right.getOrDefault(table, List.of()));
      Set<String> both = new TreeSet<>(onlyLeft);
      both.retainAll(onlyRight);
      onlyLeft.removeAll(both);
      onlyRight.removeAll(both);
      onlyLeft.forEach(row -> differences.add("only left in " + table + ": " + row));
      onlyRight.forEach(row -> differences.add("only right in " + table + ": " + row));
    }
    return differences;
  }

  private static boolean isCompared(Map<String, Object> row, Instant comparedUntil) {
    if (row.get("as_of") instanceof Instant asOf) {
      return !asOf.isAfter(comparedUntil);
    }
    boolean isEnrollment = row.containsKey("enrolled_at");
    return !isEnrollment || ((Instant) row.get("visible_at")).isBefore(comparedUntil);
  }

  private static String text(Map<String, Object> row) {
    Map<String, Object> compared = new TreeMap<>(row);
    compared.keySet().removeAll(OF_PROCESSING);
    return compared.toString();
  }

  /** Writes documents, and a heartbeat after which nothing is compared. */
  void configure(String topic, Instant heartbeatAt) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = broker.producer(Map.of())) {
      for (Experiment experiment : experiments()) {
        send(
            producer,
            topic,
            0,
            experiment.key(),
            ExperimentDocuments.write(ExperimentDocument.of(experiment)));
      }
      heartbeat(producer, topic, heartbeatAt);
    }
  }

  static void heartbeat(KafkaProducer<byte[], byte[]> producer, String topic, Instant at)
      throws Exception {
    send(
        producer,
        topic,
        0,
        ExperimentDocuments.HEARTBEAT_KEY,
        ExperimentDocuments.writeHeartbeat(at.toEpochMilli()));
  }

  static String get(URI rest, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(rest.resolve(path)).timeout(Duration.ofSeconds(30)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, int partition, String key, String value)
      throws Exception {
    producer.send(message(topic, partition, key, value)).get(30, TimeUnit.SECONDS);
  }

  static ProducerRecord<byte[], byte[]> message(
      String topic, int partition, String key, String value) {
    return new ProducerRecord<>(
        topic,
        partition,
        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
        value.getBytes(StandardCharsets.UTF_8));
  }

  static String exposure(int i, Instant time) {
    return """
    {"exposure_id": "x%d", "experiment_key": "%s", "variant_key": "%s", "unit_id": "u%d",
     "event_time": "%s", "attributes": {"country": "%s"}}
    """
        .formatted(
            i,
            i % 7 == 0 ? "ramp" : i % 50 == 0 ? "unknown" : "gate",
            i % 3 == 0 ? "on" : "off",
            i % 97,
            time,
            i % 2 == 0 ? "DE" : "FR");
  }

  static String metricEvent(int i, Instant time) {
    return """
    {"event_id": "e%d", "event_name": "%s", "unit_id": "u%d", "event_time": "%s", "value": %s}
    """
        .formatted(i % 10 == 9 ? i - 1 : i, i % 4 == 0 ? "pay" : "visit", i % 97, time, i / 8.0);
  }

  List<Experiment> experiments() throws IOException {
    Path file = folder.resolve("experiments.yaml");
    Files.writeString(
        file,
        """
        experiments:
          - key: gate
            started_at: 2024-03-01T00:00:00Z
            variants: [{key: off, is_control: true}, {key: on}]
            allocations:
              - {effective_at: 2024-03-01T00:00:00Z, weights: {off: 1, on: 1}}
              - {effective_at: 2024-03-01T01:00:00Z, weights: {off: 2, on: 1}}
            dimensions: [country]
            metrics: [{metric: paid, role: primary}, {metric: visits, role: secondary}]
          - key: ramp
            started_at: 2024-03-01T00:10:00Z
            stopped_at: 2024-03-01T01:30:30Z
            variants: [{key: off, is_control: true}, {key: on}]
            allocations: [{effective_at: 2024-03-01T00:00:00Z, weights: {off: 9, on: 1}}]
            metrics: [{metric: visits, role: guardrail, margin: 0.1}]
        metrics:
          - {key: paid, kind: sum, event_name: pay, window: PT30M}
          - {key: visits, kind: count, event_name: visit, window: PT1H}
        """);
    return ExperimentsYaml.read(file).experiments();
  }
}
