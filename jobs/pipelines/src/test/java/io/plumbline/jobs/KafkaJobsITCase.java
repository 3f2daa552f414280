package io.plumbline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.jobs.config.JobEnvironment;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.io.ConfigurationException;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectClusterRESTAddress;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.iceberg.expressions.Expressions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The jobs over a real broker: endless and bounded, and what they show of their secrets. */
class KafkaJobsITCase {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int PARALLELISM = 2;
  private static final int PARTITIONS = 2;
  private static final int EVENTS = 600;
  private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  private static final Instant COMPARED_UNTIL = START.plus(Duration.ofHours(2));
  private static final String CANARY = "canary-9d41c7";
  private static final Set<String> OF_PROCESSING = Set.of("published_at", "ingested_at");

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4 * PARALLELISM)
              .build());

  @TempDir static Path folder;
  private static KafkaBroker broker;

  @BeforeAll
  static void fillTopics() throws Exception {
    broker = KafkaBroker.start(Files.createDirectories(folder.resolve("broker")));
    broker.createTopic("exposures", PARTITIONS);
    broker.createTopic("metric-events", PARTITIONS);
    broker.createTopic("experiment-config", 1);
    broker.createTopic("two-partitions", 2);
    broker.createTopic("srm-alerts", 1);
    broker.createTopic("experiment-alerts", 1);
    broker.createTopic("silent-config", 1);
    broker.createTopic("experiment-status", 1);
    try (KafkaProducer<byte[], byte[]> producer = broker.producer(Map.of())) {
      for (Experiment experiment : experiments()) {
        send(
            producer,
            "experiment-config",
            0,
            experiment.key(),
            ExperimentDocuments.write(ExperimentDocument.of(experiment)));
      }
      send(producer, "experiment-config", 0, "gate", "{\"experiment\": {\"key\": \"gate\"}}");
      send(
          producer,
          "experiment-config",
          0,
          ExperimentDocuments.HEARTBEAT_KEY,
          ExperimentDocuments.writeHeartbeat(START.plus(Duration.ofDays(1)).toEpochMilli()));
      for (int i = 0; i < EVENTS; i++) {
        Instant time = START.plus(Duration.ofSeconds(20L * i - i % 5 * 13));
        send(producer, "exposures", i % PARTITIONS, null, exposure(i, time));
        send(producer, "metric-events", i / 3 % PARTITIONS, null, metricEvent(i, time));
      }
    }
  }

  @AfterAll
  static void end() {
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void anEndlessRunPublishesTheRowsOfABoundedOne() throws Exception {
    List<JobClient> running = new ArrayList<>();
    try {
      running.add(start(config("live"), SrmJob::attach, "srm"));
      running.add(start(config("live"), MetricsJob::attach, "metrics"));
      running.add(start(config("live"), CollectJob::attach, "collect"));
      run(config("bounded", "--bounded"), SrmJob::attach);
      run(config("bounded", "--bounded"), MetricsJob::attach);
      run(config("bounded", "--bounded"), CollectJob::attach);

      Map<Table, List<String>> bounded = rows(config("bounded"));
      assertThat(bounded.get(Table.EXPOSURE_EVENTS)).hasSize(EVENTS);
      assertThat(bounded.get(Table.ENROLLMENTS)).isNotEmpty();
      assertThat(bounded.get(Table.METRIC_RESULTS)).isNotEmpty();
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> assertThat(rows(config("live"))).isEqualTo(bounded));
    } finally {
      for (JobClient job : running) {
        job.cancel().get(30, TimeUnit.SECONDS);
      }
    }
    assertThatThrownBy(() -> run(config("bounded", "--bounded"), SrmJob::attach))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("has rows of job srm already, which a bounded run would double");
  }

  @Test
  void aSilentConfigurationIsAnAlertUntilItIsBack() throws Exception {
    PlumblineConfig config =
        config(
            "silent",
            "--topics.experiment-config",
            "silent-config",
            "--timing.config-stalled-after",
            "PT2S");
    JobClient job = start(config, SrmJob::attach, "srm");
    try {
      await().atMost(LIMIT).until(() -> alerts(config).contains("OPENED CONFIG_STALLED 1"));
      assertThat(alerts(config)).containsExactly("OPENED CONFIG_STALLED 1");
      try (KafkaProducer<byte[], byte[]> producer = broker.producer(Map.of())) {
        send(
            producer,
            "silent-config",
            0,
            ExperimentDocuments.HEARTBEAT_KEY,
            ExperimentDocuments.writeHeartbeat(START.toEpochMilli()));
      }
      await().atMost(LIMIT).until(() -> alerts(config).contains("RESOLVED CONFIG_STALLED 2"));
      await()
          .atMost(LIMIT)
          .until(
              () -> {
                List<String> sent = sent("experiment-alerts");
                return sent.stream().anyMatch(alert -> alert.contains("\"status\":\"OPENED\""))
                    && sent.stream().anyMatch(alert -> alert.contains("\"status\":\"RESOLVED\""));
              });
      assertThat(sent("srm-alerts")).noneMatch(alert -> alert.contains("CONFIG_STALLED"));
    } finally {
      job.cancel().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void secretsAreShownNowhere(@InjectClusterRESTAddress URI rest) throws Exception {
    try (LogCapture logs = LogCapture.open()) {
      PlumblineConfig config =
          config(
              "secret",
              "--kafka.sasl.jaas.config",
              "${CANARY}",
              "--kafka.ssl.keystore.password",
              "${CANARY}",
              "--kafka.plumbline.of.environment",
              "${CANARY}",
              "--catalog.s3.secret-access-key",
              "${CANARY}",
              "--catalog.of-environment",
              "${CANARY}");
      assertThat(config.kafka().values()).containsEntry("plumbline.of.environment", CANARY);
      JobClient job = start(config, SrmJob::attach, "srm");
      try {
        await()
            .atMost(LIMIT)
            .until(() -> !rows(config).getOrDefault(Table.JOB_PROGRESS, List.of()).isEmpty());
        for (String path : List.of("", "/config", "/plan", "/exceptions", "/checkpoints/config")) {
          String answer = get(rest, "/jobs/" + job.getJobID() + path);
          assertThat(answer).as(path).startsWith("{").doesNotContain(CANARY);
        }
        assertThat(get(rest, "/jobs/" + job.getJobID() + "/config"))
            .contains("kafka.sasl.jaas.config", "******");
        assertThat(get(rest, "/jobmanager/config")).doesNotContain(CANARY);
      } finally {
        job.cancel().get(30, TimeUnit.SECONDS);
      }
      assertThatThrownBy(
              () ->
                  start(
                      config(
                          "secret",
                          "--kafka.sasl.jaas.config",
                          "${CANARY}",
                          "--topics.experiment-config",
                          "none"),
                      SrmJob::attach,
                      "srm"))
          .hasMessageContaining("topics.experiment-config: topic none does not exist")
          .message()
          .doesNotContain(CANARY);
      assertThat(logs.text()).contains("AdminClientConfig values").doesNotContain(CANARY);
    }
  }

  @Test
  void theConfigurationHasOnePartition() {
    assertThatThrownBy(
            () ->
                start(
                    config("x", "--topics.experiment-config", "two-partitions"),
                    SrmJob::attach,
                    "srm"))
        .hasMessage(
            "topics.experiment-config: topic two-partitions has 2 partitions; allowed: exactly 1");
  }

  @Test
  void anEndlessRunNeedsCheckpoints() {
    assertThatThrownBy(() -> JobEnvironment.create(config("x")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("execution.checkpointing.interval is missing");
  }

  private interface Attach {
    void to(StreamExecutionEnvironment env, PlumblineConfig config);
  }

  private static JobClient start(PlumblineConfig config, Attach job, String name) throws Exception {
    StreamExecutionEnvironment env = environment(config);
    job.to(env, config);
    return env.executeAsync(name);
  }

  private static void run(PlumblineConfig config, Attach job) throws Exception {
    start(config, job, "bounded").getJobExecutionResult().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static StreamExecutionEnvironment environment(PlumblineConfig config) {
    Configuration cluster = new Configuration();
    cluster.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500));
    cluster.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    cluster.set(CoreOptions.DEFAULT_PARALLELISM, PARALLELISM);
    return JobEnvironment.create(config, cluster);
  }

  private static PlumblineConfig config(String namespace, String... more) throws IOException {
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

  /**
   * All rows that speak for a time up to the compared one, as texts, but for what tells of runs.
   */
  private static Map<Table, List<String>> rows(PlumblineConfig config) throws IOException {
    Map<Table, List<String>> rows = new EnumMap<>(Table.class);
    try (Warehouse warehouse = Warehouse.open(config.catalog())) {
      for (Table table : EnumSet.allOf(Table.class)) {
        if (warehouse.load(table).isPresent()) {
          rows.put(
              table,
              warehouse.rows(table, Expressions.alwaysTrue()).stream()
                  .filter(KafkaJobsITCase::isCompared)
                  .map(KafkaJobsITCase::text)
                  .sorted()
                  .toList());
        }
      }
    }
    return rows;
  }

  /** Alerts of the table: what was told, in order. */
  private static List<String> alerts(PlumblineConfig config) throws IOException {
    try (Warehouse warehouse = Warehouse.open(config.catalog())) {
      return warehouse.load(Table.ALERTS).isEmpty()
          ? List.of()
          : warehouse.rows(Table.ALERTS, Expressions.alwaysTrue()).stream()
              .map(
                  row ->
                      "%s %s %s"
                          .formatted(row.get("status"), row.get("alert_type"), row.get("sequence")))
              .toList();
    }
  }

  private static List<String> sent(String topic) {
    return broker.messages(topic).stream()
        .map(message -> new String(message.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private static boolean isCompared(Map<String, Object> row) {
    if (row.get("as_of") instanceof Instant asOf) {
      return !asOf.isAfter(COMPARED_UNTIL);
    }
    boolean isEnrollment = row.containsKey("enrolled_at");
    return !isEnrollment || ((Instant) row.get("visible_at")).isBefore(COMPARED_UNTIL);
  }

  private static String text(Map<String, Object> row) {
    Map<String, Object> compared = new TreeMap<>(row);
    compared.keySet().removeAll(OF_PROCESSING);
    return compared.toString();
  }

  private static String get(URI rest, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(rest.resolve(path)).timeout(Duration.ofSeconds(30)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, int partition, String key, String value)
      throws Exception {
    producer
        .send(
            new ProducerRecord<>(
                topic,
                partition,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8)))
        .get(30, TimeUnit.SECONDS);
  }

  private static String exposure(int i, Instant time) {
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

  private static String metricEvent(int i, Instant time) {
    return """
    {"event_id": "e%d", "event_name": "%s", "unit_id": "u%d", "event_time": "%s", "value": %s}
    """
        .formatted(i % 10 == 9 ? i - 1 : i, i % 4 == 0 ? "pay" : "visit", i % 97, time, i / 8.0);
  }

  private static List<Experiment> experiments() throws IOException {
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
