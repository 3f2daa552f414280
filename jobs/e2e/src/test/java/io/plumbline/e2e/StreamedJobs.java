package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.local.cluster.LocalCluster;
import io.plumbline.schemas.Table;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The jobs over a scenario's topics, submitted to a cluster of processes by Flink's own client. */
final class StreamedJobs {
  static final String CONFIG = "config";
  static final String SRM = "srm";
  static final String METRICS = "metrics";

  private static final Map<String, String> MAINS =
      Map.of(
          CONFIG,
          "io.plumbline.jobs.ConfigJob",
          SRM,
          "io.plumbline.jobs.SrmJob",
          METRICS,
          "io.plumbline.jobs.MetricsJob");
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final LocalCluster cluster;
  private final StreamedLogs logs;
  private final Path configuration;
  private final CatalogConfig catalog;
  private final Map<String, String> ids = new HashMap<>();
  private final List<String> settings = new ArrayList<>();

  StreamedJobs(LocalCluster cluster, StreamedLogs logs, Path folder, Duration tick)
      throws Exception {
    this(cluster, logs, folder, "{tick: %s, pipeline-stalled-after: PT1H}".formatted(tick));
  }

  /**
   * @param timing the section of this name, as YAML
   */
  StreamedJobs(LocalCluster cluster, StreamedLogs logs, Path folder, String timing)
      throws Exception {
    this.cluster = cluster;
    this.logs = logs;
    this.catalog = CatalogConfig.embedded(folder.resolve("warehouse"));
    this.configuration = Files.createDirectories(folder).resolve("plumbline.yaml");
    Files.writeString(
        configuration,
        """
        kafka: {bootstrap.servers: "%s"}
        catalog: {type: hadoop, warehouse: "%s"}
        topics:
          exposures: %sexposures
          metric-events: %smetric-events
          experiment-config: %sexperiment-config
          srm-alerts: %ssrm-alerts
          experiment-alerts: %sexperiment-alerts
          experiment-status: %sexperiment-status
          experiment-verdict: %sexperiment-verdict
          enrollments: %senrollments
        exposures: [{topic: %sexposures, format: json}]
        metric-events: [{topic: %smetric-events, format: json}]
        output: {format: json}
        timing: %s
        """
            .formatted(arguments(cluster, catalog.warehouse(), logs.topic(""), timing)));
  }

  private static Object[] arguments(
      LocalCluster cluster, String warehouse, String prefix, String timing) {
    List<Object> arguments = new ArrayList<>(List.of(cluster.kafkaBootstrap(), warehouse));
    for (int i = 0; i < 10; i++) {
      arguments.add(prefix);
    }
    arguments.add(timing);
    return arguments.toArray();
  }

  /** Jobs that are submitted from now on keep their state in RocksDB. */
  StreamedJobs inRocksDb() {
    settings.add("-Dstate.backend.type=rocksdb");
    return this;
  }

  Path configuration() {
    return configuration;
  }

  Path warehouse() {
    return Path.of(catalog.warehouse());
  }

  /** Runs a job until it is cancelled; with {@code --bounded true}, to its end. */
  void submit(String job, int parallelism, String... more) throws Exception {
    submitFrom(null, job, parallelism, more);
  }

  /**
   * @param savepoint to go on from; null: from the beginning
   */
  void submitFrom(String savepoint, String job, int parallelism, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("run", "-d", "-c", MAINS.get(job), "-p", "" + parallelism));
    arguments.addAll(settings);
    if (savepoint != null) {
      arguments.addAll(List.of("-s", savepoint));
    }
    arguments.addAll(List.of(cluster.jobsJar().toString(), "--config", configuration.toString()));
    arguments.addAll(List.of(more));
    String output = cluster.flinkClient().run(arguments);
    ids.put(job, output.replaceAll("(?s).*JobID (\\w+).*", "$1"));
  }

  /** Of the job as it was last submitted here; others may run under its name. */
  String id(String job) {
    return ids.get(job);
  }

  /** Waits until a job has published a tick. */
  void awaitRow(String job, Instant tick) {
    await("row " + tick + " of " + job)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> hasRow(job, tick));
  }

  private boolean hasRow(String job, Instant tick) throws Exception {
    return new DuckDbReader(catalog)
        .hasRow(
            Table.JOB_PROGRESS, "job = '%s' AND as_of >= TIMESTAMPTZ '%s'".formatted(job, tick));
  }

  void awaitEnd(String job) {
    await("end of " + job)
        .atMost(LIMIT)
        .until(
            () ->
                cluster.flinkRest().jobs().stream()
                    .anyMatch(found -> found.id().equals(id(job)) && found.hasEnded()));
  }

  /**
   * Submits jobs over topics to their ends, and waits until all have ended.
   *
   * @return these
   */
  StreamedJobs runBounded(List<String> jobs) throws Exception {
    for (String job : jobs) {
      submit(job, 1, "--bounded", "true");
    }
    jobs.forEach(this::awaitEnd);
    return this;
  }

  void cancel(List<String> jobs) throws Exception {
    for (String job : jobs) {
      ask("PATCH", "/jobs/" + id(job), "");
    }
    jobs.forEach(this::awaitEnd);
  }

  /**
   * Ends jobs where they can go on.
   *
   * @return where each goes on
   */
  Map<String, String> stopWithSavepoints(List<String> jobs, Path folder) throws Exception {
    String body = JSON.writeValueAsString(Map.of("targetDirectory", folder.toUri().toString()));
    Map<String, String> requests = new LinkedHashMap<>();
    for (String job : jobs) {
      JsonNode triggered = ask("POST", "/jobs/" + id(job) + "/stop", body);
      requests.put(
          job, "/jobs/" + id(job) + "/savepoints/" + triggered.path("request-id").asText());
    }
    Map<String, String> savepoints = new LinkedHashMap<>();
    for (Map.Entry<String, String> request : requests.entrySet()) {
      String job = request.getKey();
      await("savepoint of " + job)
          .atMost(LIMIT)
          .until(
              () ->
                  ask("GET", request.getValue(), "").at("/status/id").asText().equals("COMPLETED"));
      awaitEnd(job);
      String location = ask("GET", request.getValue(), "").at("/operation/location").asText();
      assertThat(location).as("savepoint of " + job).startsWith("file:");
      savepoints.put(job, location);
    }
    return savepoints;
  }

  /** As Flink's own client asks, which would be a process for each. */
  private JsonNode ask(String method, String path, String body) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(cluster.flinkRest().url() + path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode())
        .as(method + " " + path + ": " + response.body())
        .isLessThan(300);
    return JSON.readTree(response.body());
  }

  List<Map<String, Object>> rows(Table table) throws Exception {
    return new DuckDbReader(catalog).rows(table);
  }

  /** All tables that the oracle knows, with the topics named as in the scenario. */
  Map<String, List<Map<String, Object>>> tables() throws Exception {
    Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    for (Table table : Table.values()) {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (Map<String, Object> row : rows(table)) {
        Map<String, Object> renamed = new LinkedHashMap<>(row);
        renamed.computeIfPresent(
            "topic", (column, topic) -> ((String) topic).substring(logs.topic("").length()));
        rows.add(renamed);
      }
      tables.put(table.tableName(), rows);
    }
    return tables;
  }
}
