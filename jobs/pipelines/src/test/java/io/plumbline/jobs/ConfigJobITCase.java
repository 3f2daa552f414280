package io.plumbline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.jobs.config.JobEnvironment;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.io.CdcTopics;
import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.jobs.io.ExperimentDocuments;
import io.plumbline.jobs.io.KafkaBroker;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.iceberg.expressions.Expressions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The configuration over a real broker: changes in, documents and rows out, and a restore. */
class ConfigJobITCase {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration CHECKPOINTS = Duration.ofMillis(500);
  private static final String FIRST = "2024-01-01T00:00:00Z";
  private static final String FIFTH = "2024-01-05T00:00:00Z";
  private static final String SIXTH = "2024-01-06T00:00:00Z";
  private static final String SEVENTH = "2024-01-07T00:00:00Z";
  private static final String EIGHTH = "2024-01-08T00:00:00Z";

  private static final String KEY = "{\"key\":\"gate\"}";
  private static final String GATE =
      """
      {"key":"gate","kind":"experiment","name":"Gate","hypothesis":null,"owner":"ann",
       "unit_type":"user","status":"running","started_at":"2024-01-01T00:00:00.000000Z",
       "stopped_at":null,"salt":null,"hash_version":"sha256","srm_alpha":0.001,"alpha":0.05,
       "planned_units":5000,"crossover_policy":"first_exposure","dimensions":["country"],
       "updated_at":"2024-01-01T00:00:00.000000Z"}
      """;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  @TempDir static Path folder;
  private static KafkaBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = KafkaBroker.start(Files.createDirectories(folder.resolve("broker")));
    broker.createTopic("experiment-config", 1);
    broker.createTopic("experiment-alerts", 1);
    for (String prefix : List.of("cdc", "lost")) {
      broker.createTopic(prefix + ".transaction", 1);
      for (String table : CdcTopics.TABLES) {
        // A connector makes a topic with its first record.
        if (!table.endsWith(".notes")) {
          broker.createTopic(prefix + "." + table, 1);
        }
      }
    }
    broker.createTopic("lost-config", 1);
    broker.createTopic("wide.experimentation.experiments", 2);
  }

  @AfterAll
  static void end() {
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void changesBecomeDocumentsAndRowsAndARestoredJobGoesOn() throws Exception {
    try (CdcDatabase database = new CdcDatabase(broker, "cdc")) {
      setUp(database);
      JobClient job = job(null);
      awaitMessages(1);
      database
          .put("experiments", KEY, GATE.replace("\"Gate\"", "\"Other\""))
          .put("allocations", allocationKey(FIFTH), allocation(FIFTH, 3))
          .commit(SIXTH);
      database.heartbeat(SIXTH);
      awaitMessages(3);
      // Its end comes after the restore.
      database.put("experiments", KEY, GATE.replace("\"user\"", "\"device\"")).rows(SEVENTH);
      String savepoint =
          job.stopWithSavepoint(
                  false,
                  folder.resolve("savepoints").toUri().toString(),
                  SavepointFormatType.CANONICAL)
              .get(LIMIT.toSeconds(), TimeUnit.SECONDS);

      job = job(savepoint);
      try {
        database.end(SEVENTH);
        database.heartbeat(SEVENTH);
        broker.createTopic("cdc.experimentation.notes", 1);
        database
            .put("experiments", KEY, GATE)
            .put("notes", "{\"id\":1}", note())
            .put("variants", variantKey("b"), "\"cannot be read\"")
            .commit(EIGHTH);
        awaitMessages(5);
        await().atMost(LIMIT).until(() -> rows(Table.NOTES).size() == 1);
        await().atMost(LIMIT).until(() -> broker.messages("experiment-alerts").size() == 3);
      } finally {
        job.cancel().get(30, TimeUnit.SECONDS);
      }
    }

    List<ConsumerRecord<byte[], byte[]>> messages = messages("experiment-config");
    assertThat(messages)
        .extracting(message -> text(message.key()))
        .containsExactly("gate", "gate", "__heartbeat", "__heartbeat", "gate");
    Experiment second = document(messages.get(1));
    assertThat(second.name()).isEqualTo("Other");
    assertThat(second.allocations())
        .extracting(Allocation::effectiveAt)
        .containsExactly(at(FIRST), at(SIXTH));
    assertThat(ExperimentDocuments.readHeartbeat(messages.get(3).value())).isEqualTo(at(SEVENTH));
    assertThat(document(messages.get(4)).notes()).hasSize(1);

    assertThat(rows(Table.CONFIG_CHANGES))
        .extracting(row -> row.get("operation"))
        .hasSize(11)
        .containsOnly("read", "update");
    assertThat(rows(Table.EXPERIMENT_VERSIONS))
        .extracting(row -> row.get("version") + " " + row.get("is_valid") + " " + row.get("name"))
        .containsExactlyInAnyOrder("1 true Gate", "2 true Other", "3 false Gate", "4 true Gate");
    assertThat(rows(Table.METRIC_VERSIONS)).hasSize(1);
    assertThat(rows(Table.NOTES).get(0)).containsEntry("action", "reset_srm");
    assertThat(rows(Table.ALERTS))
        .extracting(
            row ->
                "%s %s %s %s"
                    .formatted(
                        row.get("job"),
                        row.get("alert_type"),
                        row.get("experiment_key"),
                        row.get("status")))
        .containsExactlyInAnyOrder(
            "config CONFIG_INVALID gate OPENED",
            "config CONFIG_INVALID gate RESOLVED",
            "config CONFIG_INVALID __all__ OPENED");
  }

  /** Its transaction ends while the job is away, after the checkpoint that calls it sent. */
  @Test
  void aDocumentThatWasLostIsSentAgainBeforeTheNextHeartbeat() throws Exception {
    String[] own = {
      "--config.cdc-prefix", "lost",
      "--topics.experiment-config", "lost-config",
      "--catalog.warehouse", folder.resolve("lost").toString()
    };
    try (CdcDatabase database = new CdcDatabase(broker, "lost")) {
      setUp(database);
      JobClient job = job(null, Duration.ofMinutes(4), own);
      await().atMost(LIMIT).until(() -> broker.written("lost-config") == 1);
      String savepoint =
          job.triggerSavepoint(
                  folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
              .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      job.cancel().get(30, TimeUnit.SECONDS);
      assertThat(broker.loseTransactions()).isPositive();
      await().atMost(LIMIT).until(() -> broker.written("lost-config") == 2);
      assertThat(broker.messages("lost-config")).isEmpty();

      job = job(savepoint, CHECKPOINTS, own);
      try {
        database.heartbeat(SIXTH);
        awaitMessages("lost-config", 2);
      } finally {
        job.cancel().get(30, TimeUnit.SECONDS);
      }
    }

    List<ConsumerRecord<byte[], byte[]>> messages = broker.messages("lost-config");
    assertThat(messages)
        .extracting(message -> text(message.key()))
        .containsExactly("gate", "__heartbeat");
    assertThat(document(messages.get(0)).name()).isEqualTo("Gate");
  }

  @Test
  void topicsOfChangesHaveOnePartition() {
    assertThatThrownBy(
            () ->
                ConfigJob.attach(
                    environment(null, CHECKPOINTS), config("--config.cdc-prefix", "wide")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "config.cdc-prefix: topic wide.experimentation.experiments has 2 partitions; allowed:"
                + " exactly 1");
    assertThatThrownBy(() -> ConfigJob.attach(environment(null, CHECKPOINTS), config("--bounded")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("bounded is true; allowed: false");
  }

  private static void setUp(CdcDatabase database) throws Exception {
    database
        .put("experiments", KEY, GATE)
        .put("variants", variantKey("a"), variant("a", true))
        .put("variants", variantKey("b"), variant("b", false))
        .put("allocations", allocationKey(FIRST), allocation(FIRST, 1))
        .put(
            "metrics",
            "{\"key\":\"clicks\"}",
            """
            {"key":"clicks","version":1,"kind":"count","event_name":"click","event_filter":"{}",
             "decimals":6,"delay":0,"attribution_window":86400000000,"default_for":[]}
            """)
        .put(
            "experiment_metrics",
            "{\"experiment_key\":\"gate\",\"metric_key\":\"clicks\"}",
            "{\"experiment_key\":\"gate\",\"metric_key\":\"clicks\",\"role\":\"primary\"}")
        .put("heartbeats", "{\"id\":1}", "{\"id\":1}")
        .snapshot(FIFTH);
  }

  private static String variantKey(String key) {
    return "{\"experiment_key\":\"gate\",\"key\":\"%s\"}".formatted(key);
  }

  private static String variant(String key, boolean isControl) {
    return "{\"experiment_key\":\"gate\",\"key\":\"%s\",\"is_control\":%s,\"sort_order\":0}"
        .formatted(key, isControl);
  }

  private static String allocationKey(String at) {
    return "{\"experiment_key\":\"gate\",\"effective_at\":\"%s\"}".formatted(at);
  }

  private static String allocation(String at, int weight) {
    return ("{\"experiment_key\":\"gate\",\"effective_at\":\"%s\","
            + "\"weights\":\"{\\\"a\\\": 1, \\\"b\\\": %d}\",\"traffic\":1.0}")
        .formatted(at, weight);
  }

  private static String note() {
    return """
    {"id":1,"experiment_key":"gate","author":"ann","kind":"comment","action":"reset_srm",
     "body":"repaired","created_at":"2024-01-07T12:00:00.000000Z"}
    """;
  }

  private static void awaitMessages(int count) {
    awaitMessages("experiment-config", count);
  }

  private static void awaitMessages(String topic, int count) {
    await().atMost(LIMIT).until(() -> messages(topic).size() >= count);
  }

  /** Without those that only say again what was said: a restored job does. */
  private static List<ConsumerRecord<byte[], byte[]>> messages(String topic) {
    Set<String> seen = new HashSet<>();
    return broker.messages(topic).stream()
        .filter(message -> seen.add(text(message.key()) + " " + text(message.value())))
        .toList();
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  private static Experiment document(ConsumerRecord<byte[], byte[]> message) {
    return ExperimentDocuments.read("gate", message.value()).experiment();
  }

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static JobClient job(String savepoint) throws Exception {
    return job(savepoint, CHECKPOINTS);
  }

  private static JobClient job(String savepoint, Duration checkpoints, String... more)
      throws Exception {
    StreamExecutionEnvironment env = environment(savepoint, checkpoints);
    ConfigJob.attach(env, config(more));
    return env.executeAsync("config");
  }

  private static StreamExecutionEnvironment environment(String savepoint, Duration checkpoints)
      throws IOException {
    Configuration cluster = new Configuration();
    cluster.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints);
    cluster.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    cluster.set(CoreOptions.DEFAULT_PARALLELISM, 2);
    if (savepoint != null) {
      cluster.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    return JobEnvironment.create(config(), cluster);
  }

  private static PlumblineConfig config(String... more) throws IOException {
    Path file = folder.resolve("plumbline.yaml");
    Files.writeString(
        file,
        """
        kafka: {bootstrap.servers: "%s"}
        catalog: {type: hadoop, warehouse: "%s"}
        output: {format: json, transaction-timeout: PT5M}
        """
            .formatted(broker.properties().get("bootstrap.servers"), folder.resolve("warehouse")));
    String[] args =
        Stream.concat(Stream.of("--config", file.toString()), Stream.of(more))
            .toArray(String[]::new);
    return PlumblineConfig.from(Map.of(), args);
  }

  private static List<Map<String, Object>> rows(Table table) throws IOException {
    try (Warehouse warehouse = Warehouse.open(config().catalog())) {
      return warehouse.load(table).isEmpty()
          ? List.of()
          : warehouse.rows(table, Expressions.alwaysTrue());
    }
  }
}
