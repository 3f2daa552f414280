package io.plumbline.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.local.cluster.ClusterShape;
import io.plumbline.local.cluster.LocalCluster;
import io.plumbline.local.cluster.LocalCluster.ProcessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database of the configuration that `up` starts: each committed change is in its topic once,
 * whatever is killed on the way.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConfigurationDatabaseE2E {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final long MANY = 50;

  @TempDir private static Path root;
  private static Path home;
  private static LocalCluster cluster;
  private static CapturedTopics topics;

  @BeforeAll
  static void up() throws Exception {
    home = root.resolve("cluster");
    cluster = LocalCluster.start(home, LocalCluster.Options.ofTest(ClusterShape.DEFAULT));
    topics = new CapturedTopics(cluster.kafkaBootstrap());
  }

  @AfterAll
  static void down() throws Exception {
    if (topics != null) {
      topics.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void allIsUpOnLoopbackAloneAndUpChangesNothing() throws Exception {
    assertThat(cluster.processes())
        .extracting(ProcessStatus::name)
        .contains("postgres", "connect")
        .hasSize(7);
    for (ProcessStatus process : cluster.processes()) {
      assertThat(Listeners.of(process.pid().orElseThrow()))
          .as(process.name())
          .isNotEmpty()
          .allMatch(listener -> listener.address().isLoopbackAddress());
    }
    Command.Ended status = Command.run("status", "--dir", home.toString());
    assertThat(status.status()).as(status.toString()).isZero();
    assertThat(status.output()).containsPattern("experiments +RUNNING");

    List<ProcessStatus> before = cluster.processes();
    Command.Ended again = Command.run("up", "--dir", home.toString());
    assertThat(again.status()).as(again.toString()).isZero();
    assertThat(again.output()).contains("psql " + cluster.postgresUrl());
    assertThat(cluster.processes()).isEqualTo(before);
  }

  @Test
  @Order(2)
  void rowsOfOneTransactionComeWithItsBeginAndEnd() throws Exception {
    execute(
        """
        BEGIN;
        SET LOCAL search_path = experimentation;
        INSERT INTO experiments (key, status, started_at) VALUES ('gate', 'running', '2024-01-01Z');
        INSERT INTO variants (experiment_key, key, is_control)
          VALUES ('gate', 'gate_30', true), ('gate', 'gate_40', false);
        INSERT INTO allocations (experiment_key, effective_at, weights)
          VALUES ('gate', '2024-01-01Z', '{"gate_30": 1, "gate_40": 1}');
        COMMIT;
        """);
    await().atMost(LIMIT).until(() -> topics.read(CapturedTopics.of("allocations")).size() == 1);

    JsonNode experiment = topics.read(CapturedTopics.of("experiments")).get(0);
    assertThat(experiment.path("op").asText()).isEqualTo("c");
    assertThat(experiment.path("after").path("key").asText()).isEqualTo("gate");
    String transaction = id(experiment.path("transaction"));
    assertThat(topics.read(CapturedTopics.of("variants")))
        .hasSize(2)
        .allMatch(row -> id(row.path("transaction")).equals(transaction));
    await().atMost(LIMIT).until(() -> boundaries(transaction).size() == 2);
    assertThat(boundaries(transaction))
        .extracting(boundary -> boundary.path("status").asText())
        .containsExactly("BEGIN", "END");
    assertThat(boundaries(transaction).get(1).path("event_count").asInt()).isEqualTo(4);
  }

  @Test
  @Order(3)
  void eachChangeIsThereOnceWhateverIsKilled() throws Exception {
    long written;
    try (NoteWriter writer = NoteWriter.start(cluster.postgresJdbcUrl(), "gate")) {
      awaitMore(writer);

      long connect = cluster.killConnect();
      assertThat(ProcessHandle.of(connect)).isEmpty();
      Command.Ended worse = Command.run("status", "--dir", home.toString());
      assertThat(worse.status()).as(worse.toString()).isEqualTo(3);
      assertThat(worse.errors()).contains("connect is down");
      awaitMore(writer);
      cluster.ensureRunning();
      assertThat(pid("connect")).isNotEqualTo(connect);
      awaitMore(writer);

      long postgres = cluster.killPostgres();
      assertThat(ProcessHandle.of(postgres)).isEmpty();
      await().atMost(LIMIT).until(() -> writer.failures() > 0);
      cluster.ensureRunning();
      assertThat(pid("postgres")).isNotEqualTo(postgres);
      awaitMore(writer);

      written = writer.end();
    }

    String notes = CapturedTopics.of("notes");
    await().atMost(LIMIT).until(() -> topics.read(notes).size() >= written);
    // Behind whatever could still come twice.
    execute(
        "INSERT INTO experimentation.notes (id, experiment_key, author) VALUES (0, 'gate', 'x')");
    await().atMost(LIMIT).until(() -> ids(notes).contains(0L));
    assertThat(ids(notes))
        .containsExactlyElementsOf(
            LongStream.concat(LongStream.rangeClosed(1, written), LongStream.of(0))
                .boxed()
                .toList());
    assertThat(topics.read(CapturedTopics.of("experiments"))).hasSize(1);
    assertThat(topics.read(CapturedTopics.of("variants"))).hasSize(2);
    // The last one's end comes a moment after its row.
    await().atMost(LIMIT).untilAsserted(ConfigurationDatabaseE2E::assertTransactionsAreWhole);
    assertThat(Command.run("status", "--dir", home.toString()).status()).isZero();
  }

  @Test
  @Order(4)
  void theGuardStopsTheRollOutOfWhatIsBroken() throws Exception {
    // The notes of the tests before have numbers of their own, which the database knows nothing of.
    execute(
        "SELECT setval(pg_get_serial_sequence('experimentation.notes', 'id'),"
            + " (SELECT max(id) + 1 FROM experimentation.notes))");
    for (String key : List.of("broken_flag", "healthy_flag", "stale_flag", "broken_test")) {
      execute(
          """
          BEGIN;
          SET LOCAL search_path = experimentation;
          INSERT INTO experiments (key, kind, status, started_at)
            VALUES ('%1$s', '%2$s', 'running', '2024-01-01Z');
          INSERT INTO variants (experiment_key, key, is_control)
            VALUES ('%1$s', 'off', true), ('%1$s', 'on', false);
          INSERT INTO allocations (experiment_key, effective_at, weights)
            VALUES ('%1$s', '2024-01-01Z', '{"off": 99, "on": 1}'),
              ('%1$s', '2024-02-01Z', '{"off": 9, "on": 1}'),
              ('%1$s', '2099-01-01Z', '{"off": 1, "on": 1}');
          COMMIT;
          """
              .formatted(key, key.endsWith("flag") ? "flag" : "experiment"));
    }
    topics.fill(
        "experiment-status",
        List.of(
            status("broken_flag", "HEALTHY"),
            status("broken_flag", "ESCALATED"),
            status("healthy_flag", "WARNED"),
            status("stale_flag", "OPENED", true),
            status("broken_test", "OPENED")));

    Command.Ended stopped = guard();
    assertThat(stopped.status()).as(stopped.toString()).isZero();
    assertThat(stopped.output())
        .contains("The split of broken_flag is ESCALATED", "traffic 0")
        .containsPattern("The split of stale_flag is OPENED .*: nothing is done")
        .doesNotContain("healthy_flag", "broken_test");
    assertThat(allocations("broken_flag"))
        .containsExactly("99:1 traffic 1", "9:1 traffic 1", "9:1 traffic 0", "1:1 traffic 0");
    for (String key : List.of("healthy_flag", "stale_flag", "broken_test")) {
      assertThat(allocations(key))
          .containsExactly("99:1 traffic 1", "9:1 traffic 1", "1:1 traffic 1");
    }

    Command.Ended again = guard();
    assertThat(again.output()).as("there is nothing left to stop").doesNotContain("traffic");
    assertThat(allocations("broken_flag")).hasSize(4);
    assertThat(guard("--kind", "flag,experiment").output()).contains("broken_test is OPENED");
    assertThat(guard("--kind", "flags").status()).isEqualTo(2);
  }

  private static Command.Ended guard(String... more) throws Exception {
    Path config = root.resolve("plumbline.yaml");
    Files.writeString(
        config,
        """
        kafka: {bootstrap.servers: "%s"}
        catalog: {type: hadoop, warehouse: "%s"}
        output: {format: json}
        """
            .formatted(cluster.kafkaBootstrap(), root.resolve("warehouse")));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "guard",
                "--config",
                config.toString(),
                "--database",
                cluster.postgresJdbcUrl(),
                "--once"));
    arguments.addAll(List.of(more));
    return Command.run(arguments.toArray(String[]::new));
  }

  private static Map.Entry<String, String> status(String experiment, String srmStatus) {
    return status(experiment, srmStatus, false);
  }

  private static Map.Entry<String, String> status(
      String experiment, String srmStatus, boolean isConfigStale) {
    return Map.entry(
        experiment,
        """
        {"experiment_key": "%s", "srm_status": "%s", "as_of": "2024-03-01T00:00:00Z",
         "is_config_stale": %s}
        """
            .formatted(experiment, srmStatus, isConfigStale));
  }

  /** Weights and traffic, in order of time. */
  private static List<String> allocations(String experiment) throws SQLException {
    List<String> allocations = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(cluster.postgresJdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT weights ->> 'off', weights ->> 'on', traffic
                FROM experimentation.allocations WHERE experiment_key = '%s' ORDER BY effective_at
                """
                    .formatted(experiment))) {
      while (rows.next()) {
        allocations.add(
            "%s:%s traffic %.0f"
                .formatted(rows.getString(1), rows.getString(2), rows.getDouble(3)));
      }
    }
    return allocations;
  }

  @Test
  @Order(5)
  void nothingRemainsOfWhatIsEnded() throws Exception {
    List<ProcessHandle> processes = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (ProcessStatus process : cluster.processes()) {
      ProcessHandle handle = ProcessHandle.of(process.pid().orElseThrow()).orElseThrow();
      processes.add(handle);
      handle.descendants().forEach(processes::add);
      Listeners.of(handle.pid()).forEach(listener -> ports.add(listener.port()));
    }
    assertThat(processes).as("with Postgres's own").hasSizeGreaterThan(7);

    assertThat(Command.run("down", "--dir", home.toString()).status()).isZero();
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    assertThat(ports).isNotEmpty().noneMatch(Listeners::isOpen);
  }

  @Test
  @Order(6)
  void aStartThatIsInterruptedLeavesNothing() throws Exception {
    Path processes = home.resolve("run");
    Process up = Command.start(root.resolve("interrupted.out"), "up", "--dir", home.toString());
    List<ProcessHandle> started = new ArrayList<>();
    try {
      // Connect is the last to start.
      await().atMost(LIMIT).until(() -> Files.exists(processes.resolve("connect.pid")));
      for (String name : List.of("postgres", "kafka", "connect")) {
        long pid = Long.parseLong(Files.readString(processes.resolve(name + ".pid")).strip());
        ProcessHandle handle = ProcessHandle.of(pid).orElseThrow();
        started.add(handle);
        handle.descendants().forEach(started::add);
      }
      up.destroy();
      assertThat(up.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      up.destroyForcibly();
    }
    // The sessions of a killed Postgres end by themselves.
    await().atMost(LIMIT).until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(cluster.processes()).allMatch(process -> process.pid().isEmpty());
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(cluster.postgresJdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void awaitMore(NoteWriter writer) {
    long before = writer.written();
    await().atMost(LIMIT).until(() -> writer.written() >= before + MANY);
  }

  private static long pid(String name) {
    return cluster.processes().stream()
        .filter(process -> process.name().equals(name))
        .findFirst()
        .flatMap(ProcessStatus::pid)
        .orElseThrow();
  }

  private static List<Long> ids(String topic) throws IOException {
    return topics.read(topic).stream().map(row -> row.path("after").path("id").asLong()).toList();
  }

  /** What stands before the colon. */
  private static String id(JsonNode transaction) {
    return transaction.path("id").asText().split(":")[0];
  }

  private static List<JsonNode> boundaries(String transaction) throws IOException {
    return topics.read("cdc.transaction").stream()
        .filter(boundary -> id(boundary).equals(transaction))
        .toList();
  }

  /** Begun once, ended once, and as many rows of notes between as the end says. */
  private static void assertTransactionsAreWhole() throws IOException {
    Map<String, List<String>> seen = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (JsonNode boundary : topics.read("cdc.transaction")) {
      String status = boundary.path("status").asText();
      seen.computeIfAbsent(id(boundary), id -> new ArrayList<>()).add(status);
      for (JsonNode table : boundary.path("data_collections")) {
        if (table.path("data_collection").asText().equals("experimentation.notes")) {
          counts.merge(id(boundary), table.path("event_count").asInt(), Integer::sum);
        }
      }
    }
    Map<String, Integer> rows = new HashMap<>();
    for (JsonNode row : topics.read(CapturedTopics.of("notes"))) {
      rows.merge(id(row.path("transaction")), 1, Integer::sum);
    }
    assertThat(rows).isNotEmpty().isEqualTo(counts);
    rows.keySet()
        .forEach(transaction -> assertThat(seen.get(transaction)).containsExactly("BEGIN", "END"));
  }
}
