package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.e2e.oracle.CapturedConfiguration;
import io.plumbline.e2e.oracle.CapturedConfiguration.CapturedRow;
import io.plumbline.e2e.oracle.CapturedConfiguration.Verdict;
import io.plumbline.e2e.oracle.CapturedMessage;
import io.plumbline.e2e.oracle.LiveScenario;
import io.plumbline.e2e.oracle.LiveScenario.Change;
import io.plumbline.e2e.oracle.Oracle;
import io.plumbline.local.PlumblineCli;
import io.plumbline.local.cluster.ClusterShape;
import io.plumbline.local.cluster.LocalCluster;
import io.plumbline.schemas.Table;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Experiments are set up, changed and stopped by SQL while their product runs: a real database, its
 * changes captured, assembled and acted on, with the capture and the database killed under it. What
 * the jobs publish is what the oracle makes of the same changes, which it reads by itself.
 */
class ConfigurationE2E {
  private static final String PREFIX = "cdc";
  private static final List<String> TABLES =
      List.of(
          "experiments",
          "variants",
          "allocations",
          "metrics",
          "experiment_metrics",
          "notes",
          "heartbeats");
  private static final List<String> JOBS = List.of(StreamedJobs.SRM, StreamedJobs.METRICS);
  private static final List<String> ALL_JOBS =
      List.of(StreamedJobs.CONFIG, StreamedJobs.SRM, StreamedJobs.METRICS);
  private static final String TIMING =
      ("{tick: %s, allocation-settle: PT4S, lateness: PT20S, max-out-of-orderness: PT2S,"
              + " pipeline-stalled-after: PT1H}")
          .formatted(LiveScenario.TICK);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration DOWN = Duration.ofSeconds(3);
  private static final Duration AHEAD = Duration.ofSeconds(7);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;

  private static LocalCluster cluster;
  private static StreamedLogs logs;
  private static StreamedJobs jobs;
  private static LiveScenario scenario;
  private static Instant sentUpTo = Instant.EPOCH;
  private static CapturedConfiguration captured;
  private static Map<String, List<Map<String, Object>>> expected;
  private static Map<String, List<Map<String, Object>>> found;
  private static final List<Long> KILLED = new ArrayList<>();

  @BeforeAll
  static void streamThroughChanges() throws Exception {
    cluster =
        LocalCluster.start(
            folder.resolve("cluster"),
            LocalCluster.Options.ofTest(
                ClusterShape.DEFAULT
                    .withSetting("execution.checkpointing.interval", "1 s")
                    .withSetting("execution.checkpointing.min-pause", "300 ms")));
    logs = new StreamedLogs(cluster, "");
    jobs = new StreamedJobs(cluster, logs, folder.resolve("jobs"), TIMING);
    logs.create(LiveScenario.of(0, Instant.EPOCH).partitions());
    String config = jobs.configuration().toString();
    assertThat(PlumblineCli.commandLine().execute("init", "--config", config)).isZero();
    jobs.submit(StreamedJobs.CONFIG, 1);
    for (String job : JOBS) {
      jobs.submit(job, 2);
    }
    scenario = LiveScenario.of(4, tickAfter(Instant.now().plus(AHEAD)));
    changeThroughFaults();
    send(scenario.end());
    Instant upTo = scenario.closedThrough();
    JOBS.forEach(job -> jobs.awaitRow(job, upTo));
    awaitCheckpoints(ALL_JOBS, 3);
    found = jobs.tables();
    jobs.cancel(ALL_JOBS);
    List<CapturedMessage> changes = new ArrayList<>(logs.messages(PREFIX + ".transaction"));
    TABLES.forEach(table -> changes.addAll(logs.messages(PREFIX + ".experimentation." + table)));
    captured = CapturedConfiguration.of(changes, PREFIX);
    expected = Oracle.streaming(captured.configuration(), scenario.logs(), scenario.timing(), upTo);
  }

  /**
   * The capture is killed before changes that it is then late with, the database just after one.
   */
  private static void changeThroughFaults() throws Exception {
    for (Change change : Change.values()) {
      if (change == Change.REPAIRED) {
        // it takes its time, during which events come without the configuration
        send(scenario.due(Change.ALLOCATIONS_LATE).plus(DOWN));
        cluster.ensureRunning();
      }
      send(scenario.due(change));
      if (change == Change.METRIC_REDEFINED) {
        KILLED.add(cluster.killConnect());
      }
      execute(scenario.sql(change));
      if (change == Change.ROLE_AND_LAST_STEP) {
        KILLED.add(cluster.killPostgres());
        cluster.ensureRunning();
      }
    }
  }

  @AfterAll
  static void end() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void captureAndDatabaseWereKilledOnceEach() {
    assertThat(KILLED).hasSize(2).doesNotHaveDuplicates();
    assertThat(KILLED).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
  }

  @Test
  void everyRowAtEveryTickIsTheOracles() {
    OracleAgreement.check(expected, ofEvents(found), scenario.closedThrough());
  }

  /** By the versions that the database's changes made; the experiments are too young for more. */
  @Test
  void theResultsAreRecomputedFromTheTables() throws Exception {
    List<Map<String, Object>> results = found.get(Table.METRIC_RESULTS.tableName());
    assertThat(results).anyMatch(row -> row.get("difference") != null);
    Recomputation.check(jobs.warehouse(), results);
  }

  /** The last document of an experiment tells what all before it told as they came. */
  @Test
  void aRunThatKnowsAllChangesFromItsBeginningGivesTheSameRows() throws Exception {
    StreamedJobs bounded =
        new StreamedJobs(cluster, logs, folder.resolve("bounded"), TIMING).runBounded(JOBS);
    OracleAgreement.check(expected, ofEvents(bounded.tables()), scenario.closedThrough());
  }

  /** Alerts of the configuration are not the oracle's. */
  private static Map<String, List<Map<String, Object>>> ofEvents(
      Map<String, List<Map<String, Object>>> tables) {
    Map<String, List<Map<String, Object>>> ofEvents = new HashMap<>(tables);
    ofEvents.computeIfPresent(
        Table.ALERTS.tableName(),
        (table, alerts) ->
            alerts.stream()
                .filter(alert -> !((String) alert.get("alert_type")).startsWith("CONFIG_"))
                .toList());
    return ofEvents;
  }

  /** Otherwise the agreement says little. */
  @Test
  void theScenarioHoldsWhatItShould() {
    assertThat(captured.heardAt()).isAfterOrEqualTo(scenario.closedThrough());
    assertThat(values(Table.REJECTED_EVENTS, "reason"))
        .contains("UNKNOWN_EXPERIMENT", "OUTSIDE_EXPERIMENT", "UNKNOWN_VARIANT", "MISSING_UNIT");
    assertThat(values(Table.SRM_CHECKS, "status")).contains("SETTLING", "OPENED", "HEALTHY");
    assertThat(values(Table.SRM_CHECKS, "dimension")).contains("all", "country", "app");
    assertThat(values(Table.METRIC_RESULTS, "role"))
        .containsExactly("guardrail", "primary", "secondary");
    assertThat(expected.get(Table.VARIANT_METRICS.tableName()))
        .anyMatch(
            row ->
                row.get("metric_key").equals("spent")
                    && row.get("metric_version").equals(2)
                    && (long) row.get("events") > 0);
    assertThat(
            expected.get(Table.SRM_CHECKS.tableName()).stream()
                .filter(row -> row.get("experiment_key").equals("dark_mode"))
                .map(row -> String.valueOf(row.get("epoch")))
                .distinct())
        .as("three steps, two of them settling")
        .contains("0", "1", "2", "3", "4");
    assertThat(expected.get(Table.SRM_CHECKS.tableName()))
        .extracting(row -> row.get("experiment_key"))
        .contains("checkout", "banner", "broken", "search", "dark_mode");
  }

  @Test
  void everyCapturedChangeIsInItsTableOnce() throws Exception {
    List<CapturedRow> rows = new ArrayList<>();
    for (Map<String, Object> row : jobs.rows(Table.CONFIG_CHANGES)) {
      if (!row.get("table_name").equals("heartbeats")) {
        rows.add(
            new CapturedRow(
                (String) row.get("table_name"),
                (String) row.get("operation"),
                tree((String) row.get("row_key")),
                (String) row.get("transaction_id"),
                (Instant) row.get("committed_at")));
      }
    }
    assertThat(captured.rows()).hasSizeGreaterThan(50);
    assertThat(rows).containsExactlyInAnyOrderElementsOf(captured.rows());
  }

  @Test
  void everyStateOfEveryExperimentHasItsVersion() throws Exception {
    List<Verdict> versions = new ArrayList<>();
    for (Map<String, Object> row : jobs.rows(Table.EXPERIMENT_VERSIONS)) {
      versions.add(
          new Verdict(
              (String) row.get("experiment_key"),
              (Instant) row.get("committed_at"),
              (boolean) row.get("is_valid")));
    }
    // what is refused for the same reason as before is nothing new
    Map<String, Boolean> before = new HashMap<>();
    List<Verdict> wanted =
        captured.verdicts().stream()
            .filter(
                verdict ->
                    !Boolean.FALSE.equals(before.put(verdict.experiment(), verdict.accepted()))
                        || verdict.accepted())
            .toList();
    assertThat(versions).containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(versions).filteredOn(version -> !version.accepted()).hasSize(1);
  }

  @Test
  void aRedefinedMetricHasTwoVersionsAndANoteItsRow() throws Exception {
    assertThat(
            jobs.rows(Table.METRIC_VERSIONS).stream()
                .map(row -> row.get("metric_key") + " " + row.get("metric_version")))
        .containsExactlyInAnyOrder(
            "bought 1", "spent 1", "spent 2", "viewed 1", "tapped 1", "opened 1");
    assertThat(
            jobs.rows(Table.NOTES).stream()
                .map(row -> row.get("experiment_key") + " " + row.get("body")))
        .containsExactlyInAnyOrder("checkout by app, please", "checkout go on for as long again");
  }

  /** What it was based on can be read for ever, whatever has been published since. */
  @Test
  void aDecisionTagsTheResultsAsTheyWere() throws Exception {
    Map<String, Object> decision =
        jobs.rows(Table.NOTES).stream()
            .filter(note -> note.get("kind").equals("decision"))
            .findFirst()
            .orElseThrow();
    Instant decidedAt = (Instant) decision.get("created_at");
    String tagged =
        "SELECT CAST(COUNT(*) AS INT) AS rows_then, MAX(published_at) AS published_at"
            + " FROM srm_checks /*+ OPTIONS('tag'='decision-%s') */";
    List<String> then =
        SqlRows.of(jobs.warehouse(), "-e", tagged.formatted(decision.get("note_id")));

    assertThat(then).hasSize(1);
    JsonNode row = JSON.readTree(then.get(0));
    assertThat(row.get("rows_then").asInt())
        .isBetween(1, found.get(Table.SRM_CHECKS.tableName()).size() - 1);
    assertThat(Instant.parse(row.get("published_at").asText())).isBefore(decidedAt);
  }

  @Test
  void whatCannotBeIsAnAlertUntilItIsRepaired() throws Exception {
    Instant refused =
        captured.verdicts().stream()
            .filter(verdict -> !verdict.accepted())
            .findFirst()
            .orElseThrow()
            .committedAt();
    List<Map<String, Object>> alerts =
        found.get(Table.ALERTS.tableName()).stream()
            .filter(alert -> alert.get("alert_type").equals("CONFIG_INVALID"))
            .toList();
    assertThat(alerts).extracting(alert -> alert.get("experiment_key")).containsOnly("banner");
    assertThat(alerts)
        .extracting(alert -> alert.get("status"))
        .containsExactlyInAnyOrder("OPENED", "RESOLVED");
    assertThat(alerts)
        .extracting(alert -> alert.get("alert_id"))
        .containsOnly(alerts.get(0).get("alert_id"));
    Map<String, Object> opened =
        alerts.stream().filter(a -> a.get("status").equals("OPENED")).findFirst().orElseThrow();
    assertThat(opened.get("as_of")).isEqualTo(refused);
    assertThat((String) opened.get("summary")).contains("unit_type");
    List<String> onTopic = new ArrayList<>();
    for (String message : logs.read("experiment-alerts")) {
      JsonNode alert = JSON.readTree(message);
      if (alert.get("alert_type").asText().equals("CONFIG_INVALID")) {
        onTopic.add(alert.get("alert_id").asText() + " " + alert.get("status").asText());
      }
    }
    assertThat(onTopic)
        .containsExactly(
            alerts.get(0).get("alert_id") + " OPENED", alerts.get(0).get("alert_id") + " RESOLVED");
  }

  private static Set<String> values(Table table, String column) {
    Set<String> values = new TreeSet<>();
    expected.get(table.tableName()).forEach(row -> values.add(String.valueOf(row.get(column))));
    return values;
  }

  private static JsonNode tree(String json) throws Exception {
    return json == null ? null : JSON.readTree(json);
  }

  private static Instant tickAfter(Instant time) {
    long tick = LiveScenario.TICK.toMillis();
    return Instant.ofEpochMilli((time.toEpochMilli() / tick + 1) * tick);
  }

  /** What is due until then is sent when the clock on the wall is there. */
  private static void send(Instant until) throws Exception {
    await("the time " + until).atMost(LIMIT).until(() -> !Instant.now().isBefore(until));
    logs.send(scenario.sends(sentUpTo, until));
    sentUpTo = until;
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(cluster.postgresJdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void awaitCheckpoints(List<String> names, int more) {
    Map<String, Integer> before = new HashMap<>();
    names.forEach(job -> before.put(job, completed(job)));
    names.forEach(
        job ->
            await("checkpoints of " + job)
                .atMost(LIMIT)
                .until(() -> completed(job) >= before.get(job) + more));
  }

  private static int completed(String job) {
    return cluster.flinkRest().checkpoints(jobs.id(job)).completed();
  }
}
