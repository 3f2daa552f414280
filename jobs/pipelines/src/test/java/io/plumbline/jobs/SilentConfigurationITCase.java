package io.plumbline.jobs;

import static io.plumbline.jobs.JobRuns.LIMIT;
import static io.plumbline.jobs.JobRuns.PARTITIONS;
import static io.plumbline.jobs.JobRuns.START;
import static io.plumbline.jobs.JobRuns.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.io.ExperimentDocument;
import io.plumbline.jobs.io.ExperimentDocuments;
import io.plumbline.jobs.io.ExperimentsYaml;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs that go on without their silent configuration, over a real broker: further than they may
 * read ahead, through a savepoint, and back. Meanwhile one experiment is left alone, one is turned
 * down, and one is started.
 */
class SilentConfigurationITCase {
  private static final Instant COMPLETE_UNTIL = minutes(30);
  private static final Instant STARTED = minutes(60);

  private static final String STEADY = experiment("steady", START, "");
  private static final String TURNED = experiment("turned", START, "");
  private static final String TURNED_DOWN =
      experiment(
          "turned",
          START,
          ", {effective_at: 2024-03-01T00:50:00Z, weights: {off: 3, on: 1}, traffic: 0.5}");
  private static final String FRESH = experiment("fresh", STARTED, "");

  @RegisterExtension static final MiniClusterExtension CLUSTER = JobRuns.cluster();

  @TempDir static Path folder;
  private static KafkaProducer<byte[], byte[]> producer;
  private static JobRuns runs;

  @BeforeAll
  static void fillTopics() throws Exception {
    runs = JobRuns.start(folder);
    producer = runs.broker().producer(Map.of());
    configure(STEADY, TURNED);
    JobRuns.heartbeat(producer, "experiment-config", COMPLETE_UNTIL);
  }

  @AfterAll
  static void end() {
    if (producer != null) {
      producer.close();
    }
    if (runs != null) {
      runs.close();
    }
  }

  @Test
  void rowsGoOnWithoutTheConfigurationAndSaySo() throws Exception {
    PlumblineConfig config =
        runs.config(
            "live",
            "--timing.tick",
            "PT5M",
            "--timing.config-idle-timeout",
            "PT2S",
            "--timing.config-stalled-after",
            "PT1S");
    List<JobClient> running = new ArrayList<>();
    try {
      happens(START, minutes(100));
      JobClient srm = runs.start(config, SrmJob::attach, "srm");
      running.add(srm);
      running.add(runs.start(config, MetricsJob::attach, "metrics"));
      awaitRows(config, "steady", minutes(95));

      String savepoint =
          srm.stopWithSavepoint(
                  false, folder.resolve("savepoints").toString(), SavepointFormatType.CANONICAL)
              .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      running.set(0, runs.start(config, SrmJob::attach, "srm", savepoint));
      happens(minutes(100), minutes(110));
      awaitRows(config, "steady", minutes(105));
      await("the alert that says so")
          .atMost(LIMIT)
          .until(
              () ->
                  rows(config, Table.ALERTS, "__all__").stream()
                      .anyMatch(
                          row ->
                              row.get("alert_type").equals("CONFIG_STALLED")
                                  && row.get("summary")
                                      .toString()
                                      .endsWith("results go on without it, with is_config_stale")));

      configure(TURNED_DOWN, FRESH);
      JobRuns.heartbeat(producer, "experiment-config", START.plus(Duration.ofDays(1)));
      happens(minutes(110), minutes(140));
      awaitRows(config, "steady", minutes(135));
      awaitRows(config, "fresh", minutes(135));
      awaitRows(config, "turned", minutes(135));
    } finally {
      JobRuns.cancel(running);
    }
    PlumblineConfig bounded = runs.config("bounded", "--bounded", "--timing.tick", "PT5M");
    runs.run(bounded, SrmJob::attach);
    runs.run(bounded, MetricsJob::attach);

    assertThatTheUnchangedIsAsIfNothingHadBeen(config, bounded);
    assertThatWhatChangedActsFromTheEndOfTheSilence(config);
    assertThat(runs.broker().messages("experiment-status"))
        .extracting(message -> new String(message.value(), StandardCharsets.UTF_8))
        .anyMatch(status -> status.contains("steady") && status.contains("_stale\":false"))
        .anyMatch(status -> status.contains("steady") && status.contains("_stale\":true"));
  }

  private static void assertThatTheUnchangedIsAsIfNothingHadBeen(
      PlumblineConfig live, PlumblineConfig bounded) throws IOException {
    for (Table table :
        List.of(
            Table.SRM_CHECKS,
            Table.EXPERIMENT_HEALTH,
            Table.VARIANT_METRICS,
            Table.METRIC_RESULTS,
            Table.ENROLLMENTS)) {
      List<String> rows = compared(live, table);
      assertThat(rows).as(table.tableName()).isNotEmpty();
      assertThat(rows).as(table.tableName()).isEqualTo(compared(bounded, table));
    }
    for (Table table : List.of(Table.SRM_CHECKS, Table.VARIANT_METRICS)) {
      TreeMap<Instant, Boolean> stale = stale(live, table, "steady");
      List<Instant> ofTheSilence = new ArrayList<>(stale.keySet());
      ofTheSilence.removeIf(asOf -> !stale.get(asOf));
      Instant last = ofTheSilence.get(ofTheSilence.size() - 1);
      assertThat(ofTheSilence.get(0)).as(table.tableName()).isEqualTo(minutes(35));
      assertThat(last).as(table.tableName()).isEqualTo(minutes(105));
      assertThat(stale.subMap(minutes(35), true, last, true).values()).doesNotContain(false);
      assertThat(stale.get(minutes(135))).isFalse();
    }
    assertThat(stale(bounded, Table.SRM_CHECKS, "steady").values()).containsOnly(false);
  }

  private static void assertThatWhatChangedActsFromTheEndOfTheSilence(PlumblineConfig live)
      throws IOException {
    TreeMap<Instant, Boolean> turned = stale(live, Table.SRM_CHECKS, "turned");
    assertThat(turned.headMap(minutes(35)).values()).containsOnly(false);
    assertThat(turned.tailMap(minutes(35)).values()).containsOnly(true);
    Instant secondEpoch =
        rows(live, Table.SRM_CHECKS, "turned").stream()
            .filter(row -> Integer.valueOf(2).equals(row.get("epoch")))
            .map(row -> (Instant) row.get("as_of"))
            .min(Instant::compareTo)
            .orElseThrow();
    assertThat(secondEpoch).as("after settling").isBetween(minutes(124), minutes(126));
    TreeMap<Instant, Boolean> fresh = stale(live, Table.SRM_CHECKS, "fresh");
    assertThat(fresh.firstKey()).isBetween(minutes(105), minutes(110));
    assertThat(fresh.values()).containsOnly(true);
    assertThat(fresh.lastKey()).isAfterOrEqualTo(minutes(135));
  }

  private static Instant minutes(long minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  private static String experiment(String key, Instant startedAt, String allocations) {
    return """
    experiments:
      - key: %s
        started_at: %s
        variants: [{key: off, is_control: true}, {key: on}]
        allocations: [{effective_at: %s, weights: {off: 1, on: 1}}%s]
        metrics: [{metric: visits, role: primary}]
    metrics:
      - {key: visits, kind: count, event_name: visit, window: PT10M}
    """
        .formatted(key, startedAt, startedAt, allocations);
  }

  /** As it was committed at the time at which it acts. */
  private static void configure(String... documents) throws Exception {
    for (String document : documents) {
      Path file = Files.writeString(folder.resolve("experiments.yaml"), document);
      for (Experiment experiment : ExperimentsYaml.read(file).experiments()) {
        Experiment known = experiment.but().knownFrom(experiment.startedAt()).build();
        send(
            producer,
            "experiment-config",
            0,
            known.key(),
            ExperimentDocuments.write(ExperimentDocument.of(known)));
      }
    }
  }

  /** Units are exposed and visit, every quarter of a minute in both partitions. */
  private static void happens(Instant from, Instant until) {
    for (Instant time = from; time.isBefore(until); time = time.plusSeconds(15)) {
      long i = Duration.between(START, time).toSeconds() / 15;
      for (int partition = 0; partition < PARTITIONS; partition++) {
        String unit = "u" + (2 * i + partition);
        for (String experiment : List.of("steady", "turned", "fresh")) {
          producer.send(
              JobRuns.message(
                  "exposures",
                  partition,
                  null,
                  """
                  {"experiment_key": "%s", "variant_key": "%s", "unit_id": "%s", "event_time": "%s"}
                  """
                      .formatted(experiment, i % 2 == 0 ? "on" : "off", unit, time)));
        }
        producer.send(
            JobRuns.message(
                "metric-events",
                partition,
                null,
                """
                {"event_id": "%s", "event_name": "visit", "unit_id": "%s", "event_time": "%s"}
                """
                    .formatted(unit, unit, time.plusSeconds(1))));
      }
    }
    producer.flush();
  }

  private static void awaitRows(PlumblineConfig config, String experiment, Instant until) {
    Expression due =
        Expressions.and(
            Expressions.equal("experiment_key", experiment),
            Expressions.greaterThanOrEqual("as_of", until.toEpochMilli() * 1_000));
    for (Table table : List.of(Table.SRM_CHECKS, Table.VARIANT_METRICS)) {
      await(table + " of " + experiment)
          .atMost(LIMIT)
          .until(() -> !rows(config, table, due).isEmpty());
    }
  }

  private static List<Map<String, Object>> rows(
      PlumblineConfig config, Table table, String experiment) throws IOException {
    return rows(config, table, Expressions.equal("experiment_key", experiment));
  }

  private static List<Map<String, Object>> rows(
      PlumblineConfig config, Table table, Expression wanted) throws IOException {
    try (Warehouse warehouse = Warehouse.open(config.catalog())) {
      return warehouse.load(table).isEmpty() ? List.of() : warehouse.rows(table, wanted);
    }
  }

  /** Rows of the experiment that did not change, up to where both runs have come. */
  private static List<String> compared(PlumblineConfig config, Table table) throws IOException {
    List<String> compared = new ArrayList<>();
    for (Map<String, Object> row : rows(config, table, "steady")) {
      Object time = row.containsKey("as_of") ? row.get("as_of") : row.get("visible_at");
      if (((Instant) time).isBefore(minutes(135))) {
        TreeMap<String, Object> columns = new TreeMap<>(row);
        columns.keySet().removeAll(List.of("published_at", "is_config_stale"));
        compared.add(columns.toString());
      }
    }
    compared.sort(String::compareTo);
    return compared;
  }

  /** By instant; all rows of one say the same. */
  private static TreeMap<Instant, Boolean> stale(
      PlumblineConfig config, Table table, String experiment) throws IOException {
    TreeMap<Instant, Boolean> stale = new TreeMap<>();
    for (Map<String, Object> row : rows(config, table, experiment)) {
      Boolean isStale = (Boolean) row.get("is_config_stale");
      assertThat(stale.merge((Instant) row.get("as_of"), isStale, (one, other) -> one))
          .as("%s", row)
          .isEqualTo(isStale);
    }
    return stale;
  }
}
