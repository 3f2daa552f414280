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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.iceberg.expressions.Expressions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Exposures that stop, exposures for nobody, and time that stands still, over a real broker. */
class StandstillITCase {
  private static final Instant SILENT_FROM = START.plus(Duration.ofMinutes(150));
  private static final Instant END = START.plus(Duration.ofHours(3));

  /** Of a configuration; since when exposures for it are known is when it was committed. */
  private static final String EXPERIMENTS =
      """
      experiments:
        - key: left
          started_at: 2024-03-01T00:00:00Z
          variants: [{key: off, is_control: true}, {key: on}]
          allocations: [{effective_at: 2024-03-01T00:00:00Z, weights: {off: 1, on: 1}}]
        - key: right
          started_at: 2024-03-01T00:00:00Z
          variants: [{key: off, is_control: true}, {key: on}]
          allocations: [{effective_at: 2024-03-01T00:00:00Z, weights: {off: 1, on: 1}}]
        - key: late
          started_at: 2024-03-01T02:00:00Z
          variants: [{key: off, is_control: true}, {key: on}]
          allocations: [{effective_at: 2024-03-01T02:00:00Z, weights: {off: 1, on: 1}}]
      metrics: []
      """;

  @RegisterExtension static final MiniClusterExtension CLUSTER = JobRuns.cluster();

  @TempDir static Path folder;
  private static JobRuns runs;

  @BeforeAll
  static void fillTopics() throws Exception {
    runs = JobRuns.start(folder);
    try (KafkaProducer<byte[], byte[]> producer = runs.broker().producer(Map.of())) {
      Path file = Files.writeString(folder.resolve("standstill.yaml"), EXPERIMENTS);
      for (Experiment experiment : ExperimentsYaml.read(file).experiments()) {
        boolean isLate = experiment.key().equals("late");
        Experiment known =
            isLate ? experiment.but().knownFrom(experiment.startedAt()).build() : experiment;
        send(
            producer,
            "experiment-config",
            0,
            known.key(),
            ExperimentDocuments.write(ExperimentDocument.of(known)));
      }
      JobRuns.heartbeat(producer, "experiment-config", START.plus(Duration.ofDays(1)));
      int i = 0;
      for (Instant time = START; time.isBefore(END); time = time.plusSeconds(15)) {
        expose(producer, i++, "left", time);
        if (time.isBefore(SILENT_FROM)) {
          expose(producer, i++, "right", time);
        }
        if (!time.isBefore(START.plusSeconds(3_600)) && time.isBefore(START.plusSeconds(5_400))) {
          expose(producer, i++, "late", time);
        }
      }
    }
  }

  @AfterAll
  static void end() {
    if (runs != null) {
      runs.close();
    }
  }

  @Test
  void whatStandsStillIsAnAlertUntilItMoves() throws Exception {
    PlumblineConfig config = runs.config("live", "--timing.pipeline-stalled-after", "PT3S");
    List<JobClient> running = new ArrayList<>();
    try {
      running.add(runs.start(config, SrmJob::attach, "srm"));
      running.add(runs.start(config, MetricsJob::attach, "metrics"));
      PlumblineConfig bounded = runs.config("bounded", "--bounded");
      runs.run(bounded, SrmJob::attach);
      List<String> ofEvents =
          List.of(
              "srm UNKNOWN_EXPERIMENT late OPENED null 2024-03-01T01:25:00Z",
              "srm UNKNOWN_EXPERIMENT late RESOLVED RECOVERED 2024-03-01T02:01:00Z",
              "srm EXPOSURE_STALL right OPENED null 2024-03-01T02:40:00Z");
      assertThat(alerts(bounded)).isEqualTo(ofEvents);
      await("alerts of events").atMost(LIMIT).until(() -> alerts(config).containsAll(ofEvents));
      await("the status that lists the stall")
          .atMost(LIMIT)
          .until(
              () ->
                  openAlerts()
                      .contains(
                          "right 2024-03-01T02:40:00Z exposure-stall-right-2024-03-01T02:40:00Z"));
      assertThat(openAlerts())
          .isNotEmpty()
          .noneMatch(status -> status.startsWith("left ") && status.contains("stall"))
          .noneMatch(status -> status.startsWith("right 2024-03-01T02:35:00Z exposure"));
      for (String job : List.of("srm", "metrics")) {
        await("alert of " + job)
            .atMost(LIMIT)
            .until(() -> alerts(config).stream().anyMatch(is(job, "OPENED null")));
      }
      try (KafkaProducer<byte[], byte[]> producer = runs.broker().producer(Map.of())) {
        for (int i = 0; i < PARTITIONS; i++) {
          expose(producer, i, "left", END.plusSeconds(60));
          send(producer, "metric-events", i, null, JobRuns.metricEvent(i, END.plusSeconds(60)));
        }
      }
      for (String job : List.of("srm", "metrics")) {
        await("end of the alert of " + job)
            .atMost(LIMIT)
            .until(() -> alerts(config).stream().anyMatch(is(job, "RESOLVED RECOVERED")));
      }
      assertThat(alerts(config))
          .filteredOn(alert -> !alert.contains("PIPELINE_STALLED"))
          .isEqualTo(ofEvents);
      await("alerts on the topic")
          .atMost(LIMIT)
          .until(
              () ->
                  sent().containsAll(alerts(config).stream().map(StandstillITCase::type).toList()));
    } finally {
      JobRuns.cancel(running);
    }
  }

  private static void expose(
      KafkaProducer<byte[], byte[]> producer, int i, String experiment, Instant time)
      throws Exception {
    producer.send(
        JobRuns.message(
            "exposures",
            i % PARTITIONS,
            null,
            """
            {"exposure_id": "x%d", "experiment_key": "%s", "variant_key": "%s", "unit_id": "u%d",
             "event_time": "%s"}
            """
                .formatted(i, experiment, i % 4 < 2 ? "on" : "off", i, time)));
  }

  private static Predicate<String> is(String job, String status) {
    return alert -> alert.startsWith(job + " PIPELINE_STALLED __all__ " + status);
  }

  /** "srm UNKNOWN_EXPERIMENT" of an alert. */
  private static String type(String alert) {
    return alert.split(" ")[1] + " " + alert.split(" ")[3];
  }

  /** Alerts of the table, by what they speak for. */
  private static List<String> alerts(PlumblineConfig config) throws IOException {
    try (Warehouse warehouse = Warehouse.open(config.catalog())) {
      return warehouse.load(Table.ALERTS).isEmpty()
          ? List.of()
          : warehouse.rows(Table.ALERTS, Expressions.alwaysTrue()).stream()
              .sorted(Comparator.comparing(row -> (Instant) row.get("as_of")))
              .map(
                  row ->
                      "%s %s %s %s %s %s"
                          .formatted(
                              row.get("job"),
                              row.get("alert_type"),
                              row.get("experiment_key"),
                              row.get("status"),
                              row.get("resolution"),
                              row.get("as_of")))
              .toList();
    }
  }

  /** "KEY AS_OF IDS" of every status that was told. */
  private static List<String> openAlerts() {
    return runs.broker().messages("experiment-status").stream()
        .map(message -> new String(message.value(), StandardCharsets.UTF_8))
        .map(
            status ->
                status.replaceAll("(?s).*\"experiment_key\":\"(\\w+)\".*", "$1")
                    + " "
                    + status.replaceAll("(?s).*\"as_of\":\"?([^\",]+)\"?,.*", "$1")
                    + " "
                    + status
                        .replaceAll("(?s).*\"open_alert_ids\":\\[([^\\]]*)\\].*", "$1")
                        .replace("\"", ""))
        .toList();
  }

  private static List<String> sent() {
    return runs.broker().messages("experiment-alerts").stream()
        .map(message -> new String(message.value(), StandardCharsets.UTF_8))
        .map(
            alert ->
                alert.replaceAll("(?s).*\"alert_type\":\"(\\w+)\".*", "$1")
                    + " "
                    + alert.replaceAll("(?s).*\"status\":\"(\\w+)\".*", "$1"))
        .toList();
  }
}
