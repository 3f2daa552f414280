package io.plumbline.jobs;

import static io.plumbline.jobs.JobRuns.CANARY;
import static io.plumbline.jobs.JobRuns.LIMIT;
import static io.plumbline.jobs.JobRuns.PARTITIONS;
import static io.plumbline.jobs.JobRuns.START;
import static io.plumbline.jobs.JobRuns.exposure;
import static io.plumbline.jobs.JobRuns.get;
import static io.plumbline.jobs.JobRuns.metricEvent;
import static io.plumbline.jobs.JobRuns.rows;
import static io.plumbline.jobs.JobRuns.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.jobs.config.JobEnvironment;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.test.junit5.InjectClusterRESTAddress;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.iceberg.expressions.Expressions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The jobs over a real broker: endless and bounded, and what they show of their secrets. */
class KafkaJobsITCase {
  private static final int EVENTS = 600;
  private static final Instant COMPARED_UNTIL = START.plus(Duration.ofHours(2));

  @RegisterExtension static final MiniClusterExtension CLUSTER = JobRuns.cluster();

  @TempDir static Path folder;
  private static JobRuns runs;

  @BeforeAll
  static void fillTopics() throws Exception {
    runs = JobRuns.start(folder);
    runs.broker().createTopic("two-partitions", 2);
    runs.broker().createTopic("silent-config", 1);
    runs.configure("experiment-config", START.plus(Duration.ofDays(1)));
    try (KafkaProducer<byte[], byte[]> producer = runs.broker().producer(Map.of())) {
      send(producer, "experiment-config", 0, "gate", "{\"experiment\": {\"key\": \"gate\"}}");
      for (int i = 0; i < EVENTS; i++) {
        Instant time = START.plus(Duration.ofSeconds(20L * i - i % 5 * 13));
        send(producer, "exposures", i % PARTITIONS, null, exposure(i, time));
        send(producer, "metric-events", i / 3 % PARTITIONS, null, metricEvent(i, time));
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
  void anEndlessRunPublishesTheRowsOfABoundedOne() throws Exception {
    List<JobClient> running = new ArrayList<>();
    try {
      running.add(runs.start(runs.config("live"), SrmJob::attach, "srm"));
      running.add(runs.start(runs.config("live"), MetricsJob::attach, "metrics"));
      running.add(runs.start(runs.config("live"), CollectJob::attach, "collect"));
      runs.run(runs.config("bounded", "--bounded"), SrmJob::attach);
      runs.run(runs.config("bounded", "--bounded"), MetricsJob::attach);
      runs.run(runs.config("bounded", "--bounded"), CollectJob::attach);

      Map<Table, List<String>> bounded = rows(runs.config("bounded"), COMPARED_UNTIL);
      assertThat(bounded.get(Table.EXPOSURE_EVENTS)).hasSize(EVENTS);
      assertThat(bounded.get(Table.ENROLLMENTS)).isNotEmpty();
      assertThat(bounded.get(Table.METRIC_RESULTS)).isNotEmpty();
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> assertThat(rows(runs.config("live"), COMPARED_UNTIL)).isEqualTo(bounded));
    } finally {
      JobRuns.cancel(running);
    }
    assertThatThrownBy(() -> runs.run(runs.config("bounded", "--bounded"), SrmJob::attach))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("has rows of job srm already, which a bounded run would double");
  }

  @Test
  void aSilentConfigurationIsAnAlertUntilItIsBack() throws Exception {
    PlumblineConfig config =
        runs.config(
            "silent",
            "--topics.experiment-config",
            "silent-config",
            "--timing.config-stalled-after",
            "PT2S");
    JobClient job = runs.start(config, SrmJob::attach, "srm");
    try {
      await().atMost(LIMIT).until(() -> alerts(config).contains("OPENED CONFIG_STALLED 1"));
      assertThat(alerts(config)).containsExactly("OPENED CONFIG_STALLED 1");
      try (KafkaProducer<byte[], byte[]> producer = runs.broker().producer(Map.of())) {
        JobRuns.heartbeat(producer, "silent-config", START);
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
      JobRuns.cancel(List.of(job));
    }
  }

  @Test
  void secretsAreShownNowhere(@InjectClusterRESTAddress URI rest) throws Exception {
    try (LogCapture logs = LogCapture.open()) {
      PlumblineConfig config =
          runs.config(
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
      JobClient job = runs.start(config, SrmJob::attach, "srm");
      try {
        await()
            .atMost(LIMIT)
            .until(
                () ->
                    !rows(config, COMPARED_UNTIL)
                        .getOrDefault(Table.JOB_PROGRESS, List.of())
                        .isEmpty());
        for (String path : List.of("", "/config", "/plan", "/exceptions", "/checkpoints/config")) {
          String answer = get(rest, "/jobs/" + job.getJobID() + path);
          assertThat(answer).as(path).startsWith("{").doesNotContain(CANARY);
        }
        assertThat(get(rest, "/jobs/" + job.getJobID() + "/config"))
            .contains("kafka.sasl.jaas.config", "******");
        assertThat(get(rest, "/jobmanager/config")).doesNotContain(CANARY);
      } finally {
        JobRuns.cancel(List.of(job));
      }
      assertThatThrownBy(
              () ->
                  runs.start(
                      runs.config(
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
                runs.start(
                    runs.config("x", "--topics.experiment-config", "two-partitions"),
                    SrmJob::attach,
                    "srm"))
        .hasMessage(
            "topics.experiment-config: topic two-partitions has 2 partitions; allowed: exactly 1");
  }

  @Test
  void anEndlessRunNeedsCheckpoints() {
    assertThatThrownBy(() -> JobEnvironment.create(runs.config("x")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("execution.checkpointing.interval is missing");
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
    return runs.broker().messages(topic).stream()
        .map(message -> new String(message.value(), StandardCharsets.UTF_8))
        .toList();
  }
}
