package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.e2e.oracle.LogScenario;
import io.plumbline.e2e.oracle.Oracle;
import io.plumbline.local.PlumblineCli;
import io.plumbline.local.cluster.ClusterShape;
import io.plumbline.local.cluster.LocalCluster;
import io.plumbline.schemas.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jobs as data engineers run them: on a cluster of processes, from topics of a real broker,
 * with logs that hold all that can go wrong on the way, and with processes killed under them. What
 * they publish is what the oracle makes of the logs.
 */
class StreamE2E {
  private static final Duration TICK = Duration.ofMinutes(15);
  private static final Set<String> EXEMPT = Set.of("published_at", "positions", "topic");
  private static final List<String> JOBS = List.of(StreamedJobs.SRM, StreamedJobs.METRICS);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;

  private static LogScenario scenario;
  private static Map<String, List<Map<String, Object>>> expected;
  private static LocalCluster cluster;
  private static StreamedLogs logs;
  private static StreamedJobs jobs;
  private static Map<String, List<Map<String, Object>>> found;
  private static final List<Long> KILLED = new ArrayList<>();
  private static final List<Thread> HEARTBEATS = new ArrayList<>();

  @BeforeAll
  static void streamThroughFaults() throws Exception {
    scenario = LogScenario.of(20_240_304);
    expected = scenario.expected();
    cluster =
        LocalCluster.start(
            folder.resolve("cluster"),
            LocalCluster.Options.ofTest(
                ClusterShape.DEFAULT
                    .withoutConfiguration()
                    .withSetting("execution.checkpointing.interval", "1 s")
                    .withSetting("execution.checkpointing.min-pause", "300 ms")));
    logs = new StreamedLogs(cluster, "a.");
    jobs = prepared(logs, "a");
    for (String job : JOBS) {
      jobs.submit(job, 2);
    }
    List<LogScenario.Send> records = scenario.sends();
    int third = records.size() / 3;
    logs.send(records.subList(0, third));
    JOBS.forEach(job -> jobs.awaitRow(job, firstTick()));
    kill(cluster.killTaskManager(1));
    logs.send(records.subList(third, 2 * third));
    JOBS.forEach(job -> awaitRestores(job, 1));
    kill(cluster.killJobManager());
    logs.send(records.subList(2 * third, records.size()));
    JOBS.forEach(job -> jobs.awaitRow(job, lastTick(job)));
    found = jobs.tables();
    jobs.cancel(JOBS);
  }

  @AfterAll
  static void end() throws Exception {
    for (Thread heartbeats : HEARTBEATS) {
      heartbeats.interrupt();
      heartbeats.join(Duration.ofSeconds(30).toMillis());
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void bothProcessesWereKilledAndTheJobsWentOn() {
    assertThat(KILLED).hasSize(2).doesNotHaveDuplicates();
    assertThat(KILLED).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
  }

  @Test
  void everyRowAtEveryTickIsTheOracles() {
    OracleAgreement.check(expected, found);
  }

  @Test
  void alertsOnTheTopicAreThoseOfTheTableEachOnce() throws Exception {
    List<String> onTopic = new ArrayList<>();
    List<String> messages = new ArrayList<>(logs.read("srm-alerts"));
    messages.addAll(logs.read("experiment-alerts"));
    for (String message : messages) {
      JsonNode alert = JSON.readTree(message);
      onTopic.add(
          String.join(
              " ",
              alert.get("alert_id").asText(),
              alert.get("sequence").asText(),
              alert.get("status").asText(),
              alert.get("summary").asText()));
    }
    List<String> inTable =
        found.get(Table.ALERTS.tableName()).stream()
            .map(
                row ->
                    row.get("alert_id")
                        + " "
                        + row.get("sequence")
                        + " "
                        + row.get("status")
                        + " "
                        + row.get("summary"))
            .toList();
    assertThat(inTable)
        .anyMatch(alert -> alert.startsWith("srm-broken-0 2 OPENED"))
        .anyMatch(alert -> alert.startsWith("exclusion-imbalance-lossy-exposure-too-late-0 1 OP"))
        .anyMatch(
            alert -> alert.startsWith("exclusion-imbalance-lossy-metric-event-duplicate-0 1 OPEN"))
        .anyMatch(alert -> alert.startsWith("assignment-mismatch-mobile-0 1 OPENED"))
        .doesNotHaveDuplicates();
    assertThat(onTopic).containsExactlyInAnyOrderElementsOf(inTable);
  }

  @Test
  void statusesTellTheLastTickOfEveryExperiment() throws Exception {
    Map<String, String> last = new TreeMap<>();
    for (String message : logs.read("experiment-status")) {
      JsonNode status = JSON.readTree(message);
      last.put(status.get("experiment_key").asText(), status.get("srm_status").asText());
    }
    Set<String> experiments =
        expected.get(Table.SRM_CHECKS.tableName()).stream()
            .map(row -> (String) row.get("experiment_key"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(last.keySet()).isEqualTo(experiments);
    assertThat(last).containsEntry("broken", "ESCALATED");
  }

  @Test
  void verdictsOnTheTopicAreTheLastOfTheTable() throws Exception {
    Map<String, String> onTopic = new TreeMap<>();
    for (String message : logs.read("experiment-verdict")) {
      JsonNode verdict = JSON.readTree(message);
      for (JsonNode treatment : verdict.get("treatments")) {
        onTopic.put(
            verdict.get("experiment_key").asText() + " " + treatment.get("treatment_key").asText(),
            verdict.get("as_of").asText()
                + " "
                + treatment.get("verdict").asText()
                + " "
                + treatment.get("verdict_reason").asText());
      }
    }
    Map<String, String> inTable = new TreeMap<>();
    found.get(Table.METRIC_RESULTS.tableName()).stream()
        .filter(row -> row.get("verdict") != null)
        .sorted(Comparator.comparing(row -> (Instant) row.get("as_of")))
        .forEach(
            row ->
                inTable.put(
                    row.get("experiment_key") + " " + row.get("treatment_key"),
                    row.get("as_of") + " " + row.get("verdict") + " " + row.get("verdict_reason")));
    assertThat(inTable).isNotEmpty();
    assertThat(onTopic).isEqualTo(inTable);
  }

  @Test
  void aBoundedRunOverTheSameTopicsGivesTheSameBytes() throws Exception {
    Map<String, List<Map<String, Object>>> rows =
        new StreamedJobs(cluster, logs, folder.resolve("bounded"), TICK).runBounded(JOBS).tables();
    found.forEach(
        (table, streamed) ->
            assertThat(texts(Oracle.published(rows.get(table), scenario.closedThrough())))
                .as(table)
                .isEqualTo(texts(Oracle.published(streamed, scenario.closedThrough()))));
  }

  /** Ends hours apart between partitions, tasks that change their number twice, another state. */
  @Test
  void anotherInterleavingAtChangingParallelismInRocksDbGivesTheSameRows() throws Exception {
    StreamedLogs others = new StreamedLogs(cluster, "b.");
    StreamedJobs rescaled = prepared(others, "b").inRocksDb();
    List<LogScenario.Send> records = scenario.interleavings(5);
    int third = records.size() / 3;
    Path savepoints = Files.createDirectories(folder.resolve("savepoints"));
    Map<String, String> from = Map.of();
    for (int part = 0; part < 3; part++) {
      int parallelism = part == 1 ? 2 : 1;
      others.send(records.subList(part * third, part == 2 ? records.size() : (part + 1) * third));
      for (String job : JOBS) {
        rescaled.submitFrom(from.get(job), job, parallelism);
      }
      if (part < 2) {
        JOBS.forEach(job -> awaitCheckpoints(rescaled, job, 3));
        from = rescaled.stopWithSavepoints(JOBS, savepoints);
      }
    }
    JOBS.forEach(job -> rescaled.awaitRow(job, lastTick(job)));
    OracleAgreement.check(expected, rescaled.tables());
    rescaled.cancel(JOBS);
  }

  private static StreamedJobs prepared(StreamedLogs into, String name) throws Exception {
    into.create(scenario.partitions());
    Path home = Files.createDirectories(folder.resolve(name));
    StreamedJobs made = new StreamedJobs(cluster, into, home, TICK);
    Path experiments = Files.writeString(home.resolve("experiments.yaml"), scenario.yaml());
    String config = made.configuration().toString();
    run("init", "--config", config);
    List<String> publish =
        List.of(
            "publish",
            "--config",
            config,
            "--experiments",
            experiments.toString(),
            "--heartbeat-at",
            scenario.closedThrough().plus(Duration.ofDays(2)).toString());
    List<String> once = new ArrayList<>(publish);
    once.add("--once");
    run(once.toArray(String[]::new));
    Thread heartbeats = new Thread(() -> PlumblineCli.run(publish.toArray(String[]::new)));
    heartbeats.setDaemon(true);
    heartbeats.start();
    HEARTBEATS.add(heartbeats);
    return made;
  }

  private static void run(String... command) {
    assertThat(PlumblineCli.commandLine().execute(command)).as(String.join(" ", command)).isZero();
  }

  private static void kill(long pid) throws Exception {
    KILLED.add(pid);
    await("end of " + pid).until(() -> ProcessHandle.of(pid).isEmpty());
    cluster.ensureRunning();
  }

  private static void awaitRestores(String job, int count) {
    await("a restore of " + job)
        .atMost(Duration.ofMinutes(2))
        .until(() -> cluster.flinkRest().checkpoints(jobs.id(job)).restored() >= count);
  }

  private static void awaitCheckpoints(StreamedJobs of, String job, int count) {
    await("checkpoints of " + job)
        .atMost(Duration.ofMinutes(2))
        .until(() -> cluster.flinkRest().checkpoints(of.id(job)).completed() >= count);
  }

  private static Instant firstTick() {
    return expected.get(Table.JOB_PROGRESS.tableName()).stream()
        .map(row -> (Instant) row.get("as_of"))
        .min(Instant::compareTo)
        .orElseThrow();
  }

  private static Instant lastTick(String job) {
    return expected.get(Table.JOB_PROGRESS.tableName()).stream()
        .filter(row -> row.get("job").equals(job))
        .map(row -> (Instant) row.get("as_of"))
        .max(Instant::compareTo)
        .orElseThrow();
  }

  private static List<String> texts(List<Map<String, Object>> rows) {
    return rows.stream()
        .map(
            row -> {
              TreeMap<String, Object> columns = new TreeMap<>(row);
              columns.keySet().removeAll(EXEMPT);
              return columns.toString();
            })
        .sorted()
        .toList();
  }
}
