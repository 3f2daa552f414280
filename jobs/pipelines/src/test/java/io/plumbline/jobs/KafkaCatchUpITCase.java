package io.plumbline.jobs;

import static io.plumbline.jobs.JobRuns.LIMIT;
import static io.plumbline.jobs.JobRuns.PARTITIONS;
import static io.plumbline.jobs.JobRuns.START;
import static io.plumbline.jobs.JobRuns.differences;
import static io.plumbline.jobs.JobRuns.exposure;
import static io.plumbline.jobs.JobRuns.metricEvent;
import static io.plumbline.jobs.JobRuns.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.jobs.config.PlumblineConfig;
import io.plumbline.schemas.Table;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.test.junit5.InjectClusterRESTAddress;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** After an outage one topic is there before the other; the job does not run away with it. */
class KafkaCatchUpITCase {
  private static final int EXPOSURES_AN_HOUR = 180;
  private static final int METRIC_EVENTS_AN_HOUR = 1800;
  private static final int HOURS = 5;
  private static final Instant CONFIGURED_UNTIL = START.plus(Duration.ofDays(1));

  /** A fetch brings a whole batch, however large. */
  private static final Map<String, String> ONE_BY_ONE = Map.of("batch.size", "1");

  @RegisterExtension static final MiniClusterExtension CLUSTER = JobRuns.cluster();

  @TempDir static Path folder;
  private static JobRuns runs;

  @BeforeAll
  static void start() throws Exception {
    runs = JobRuns.start(folder);
    runs.configure("experiment-config", CONFIGURED_UNTIL);
  }

  @AfterAll
  static void end() {
    if (runs != null) {
      runs.close();
    }
  }

  @Test
  void aTopicIsReadAheadByNoMoreThanIsAllowedAndTheRowsAreTheSame(
      @InjectClusterRESTAddress URI rest) throws Exception {
    sendExposures(0, 1);
    sendMetricEvents(0, 1);
    PlumblineConfig config = config("live");
    JobClient job = runs.start(config, MetricsJob::attach, "metrics");
    awaitRow(config, START.plus(Duration.ofMinutes(45)));
    String savepoint = stop(job);

    // All metric events of the outage are there, and the exposures of an hour.
    sendMetricEvents(1, HOURS);
    sendExposures(1, 2);
    long readAhead = 3L * METRIC_EVENTS_AN_HOUR;
    JobClient restored = runs.start(config, MetricsJob::attach, "metrics", savepoint);
    try {
      heartbeat();
      awaitRow(config, START.plus(Duration.ofMinutes(105)));
      await().atMost(LIMIT).until(() -> positions() > readAhead - METRIC_EVENTS_AN_HOUR / 2);
      awaitCheckpoints(rest, restored, 4);
      assertThat(positions()).isLessThan(readAhead + METRIC_EVENTS_AN_HOUR);

      sendExposures(2, HOURS);
      Instant last = START.plus(Duration.ofHours(HOURS)).minus(Duration.ofMinutes(15));
      awaitRow(config, last);
      runs.run(config("bounded", "--bounded"), MetricsJob::attach);
      Map<Table, List<String>> bounded = rows(config("bounded"), last);
      assertThat(bounded.get(Table.METRIC_RESULTS)).isNotEmpty();
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(differences(rows(config, last), bounded)).isEmpty());
    } finally {
      JobRuns.cancel(List.of(restored));
    }
  }

  /** Reads so slowly that no topic is read through before the sources have heard of each other. */
  private static PlumblineConfig config(String namespace, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("--timing.tick", "PT15M", "--timing.max-read-ahead", "PT1H"));
    arguments.addAll(List.of("--kafka.max.partition.fetch.bytes", "200"));
    return runs.config(namespace, arguments.toArray(String[]::new));
  }

  private static void sendExposures(int fromHour, int toHour) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = runs.broker().producer(ONE_BY_ONE)) {
      for (int i = fromHour * EXPOSURES_AN_HOUR; i < toHour * EXPOSURES_AN_HOUR; i++) {
        String exposure = exposure(i, time(i, EXPOSURES_AN_HOUR));
        producer.send(JobRuns.message("exposures", i % PARTITIONS, null, exposure));
      }
    }
  }

  private static void sendMetricEvents(int fromHour, int toHour) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = runs.broker().producer(ONE_BY_ONE)) {
      for (int i = fromHour * METRIC_EVENTS_AN_HOUR; i < toHour * METRIC_EVENTS_AN_HOUR; i++) {
        String event = metricEvent(i, time(i, METRIC_EVENTS_AN_HOUR));
        producer.send(JobRuns.message("metric-events", i % PARTITIONS, null, event));
      }
    }
  }

  /** A job that is restored waits for the next one: a watermark is not kept. */
  private static void heartbeat() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = runs.broker().producer(Map.of())) {
      JobRuns.heartbeat(producer, "experiment-config", CONFIGURED_UNTIL);
    }
  }

  private static Instant time(int i, int anHour) {
    return START.plus(Duration.ofHours(1).dividedBy(anHour).multipliedBy(i));
  }

  private static void awaitRow(PlumblineConfig config, Instant tick) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                rows(config, tick).getOrDefault(Table.JOB_PROGRESS, List.of()).stream()
                    .anyMatch(row -> row.contains("as_of=" + tick)));
  }

  private static long positions() throws Exception {
    return runs.broker().committedPositions("plumbline-metrics", "metric-events");
  }

  private static void awaitCheckpoints(URI rest, JobClient job, int count) throws Exception {
    int before = checkpoints(rest, job);
    await().atMost(LIMIT).until(() -> checkpoints(rest, job) >= before + count);
  }

  private static int checkpoints(URI rest, JobClient job) throws Exception {
    String answer = JobRuns.get(rest, "/jobs/" + job.getJobID() + "/checkpoints");
    return new ObjectMapper().readTree(answer).at("/counts/completed").asInt();
  }

  private static String stop(JobClient job) throws Exception {
    return job.stopWithSavepoint(
            false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.NATIVE)
        .get(60, TimeUnit.SECONDS);
  }
}
