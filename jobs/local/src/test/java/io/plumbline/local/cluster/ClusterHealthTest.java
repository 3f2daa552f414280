package io.plumbline.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.local.cluster.ClusterHealth.JobSeen;
import io.plumbline.local.cluster.ConnectRest.ConnectorStatus;
import io.plumbline.local.cluster.FlinkRest.JobStatus;
import io.plumbline.local.cluster.LocalCluster.ProcessStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterHealthTest {
  private static final Instant NOW = Instant.parse("2024-03-01T12:00:00Z");
  private static final Instant TEN_MINUTES_AGO = NOW.minus(Duration.ofMinutes(10));
  private static final Duration FIFTEEN_MINUTES = Duration.ofMinutes(15);
  private static final ProcessStatus KAFKA =
      new ProcessStatus("kafka", Optional.of(17L), "127.0.0.1:9092");

  @Test
  void allIsWellWhenProcessesRunAndJobsKeepUp() {
    assertThat(of(job("RUNNING", TEN_MINUTES_AGO, false)).problems(FIFTEEN_MINUTES)).isEmpty();
    assertThat(of().problems(FIFTEEN_MINUTES)).isEmpty();
  }

  @Test
  void aProcessThatIsDownIsNamed() {
    ClusterHealth health =
        new ClusterHealth(
            List.of(KAFKA, new ProcessStatus("jobmanager", Optional.empty(), "")),
            List.of(),
            List.of(),
            NOW);

    assertThat(health.problems(FIFTEEN_MINUTES)).containsExactly("jobmanager is down");
    assertThat(health.lines()).anyMatch(line -> line.matches("jobmanager +down"));
  }

  @Test
  void aConnectorThatDoesNotRunIsNamedWithItsReason() {
    ClusterHealth health =
        new ClusterHealth(
            List.of(KAFKA),
            List.of(
                new ConnectorStatus("one", "RUNNING", ""),
                new ConnectorStatus("two", "FAILED", "slot is gone\n\tat x"),
                new ConnectorStatus("three", "UNASSIGNED", "")),
            List.of(),
            NOW);

    assertThat(health.problems(FIFTEEN_MINUTES))
        .containsExactly("connector two is FAILED slot is gone", "connector three is UNASSIGNED");
    assertThat(health.lines()).contains("one             RUNNING");
  }

  @Test
  void aConnectorIsAsWellAsTheWorstOfItsTasks() throws Exception {
    assertThat(connector("{'connector': {'state': 'RUNNING'}, 'tasks': [{'state': 'RUNNING'}]}"))
        .isEqualTo(new ConnectorStatus("c", "RUNNING", ""));
    assertThat(connector("{'connector': {'state': 'RUNNING'}, 'tasks': []}").isRunning()).isFalse();
    assertThat(connector("{'connector': {'state': 'UNASSIGNED'}, 'tasks': [{'state': 'RUNNING'}]}"))
        .isEqualTo(new ConnectorStatus("c", "UNASSIGNED", ""));
    assertThat(
            connector(
                "{'connector': {'state': 'RUNNING'}, 'tasks': [{'state': 'RUNNING'}, {'state':"
                    + " 'FAILED', 'trace': 'why'}]}"))
        .isEqualTo(new ConnectorStatus("c", "FAILED", "why"));
  }

  private static ConnectorStatus connector(String json) throws Exception {
    return ConnectRest.status("c", new ObjectMapper().readTree(json.replace('\'', '"')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FAILED", "RESTARTING", "FAILING", "SUSPENDED", "INITIALIZING"})
  void aJobThatDoesNotRunIsNamed(String state) {
    assertThat(of(job(state, TEN_MINUTES_AGO, false)).problems(FIFTEEN_MINUTES))
        .containsExactly("job srm is " + state);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FINISHED", "CANCELED"})
  void aJobThatEndedAsItShouldIsNoProblem(String state) {
    assertThat(of(job(state, TEN_MINUTES_AGO, false)).problems(Duration.ZERO)).isEmpty();
  }

  @Test
  void aWatermarkBeyondTheBoundIsTold() {
    ClusterHealth health = of(job("RUNNING", TEN_MINUTES_AGO, false));

    assertThat(health.problems(Duration.ofMinutes(5)))
        .containsExactly("job srm is 10 min behind (allowed: 5 min)");
    assertThat(health.problems(Duration.ofMinutes(10))).isEmpty();
    assertThat(health.lines())
        .anyMatch(line -> line.contains("2024-03-01T11:50:00Z") && line.contains("10 min"));
  }

  @Test
  void aJobWithoutAnyWatermarkIsAsFarBehindAsItIsOld() {
    JobStatus status =
        new JobStatus("a1", "srm", "RUNNING", NOW.minusSeconds(60).toEpochMilli(), false);
    ClusterHealth health = of(new JobSeen(status, OptionalLong.empty()));

    assertThat(health.problems(Duration.ofSeconds(60))).isEmpty();
    assertThat(health.problems(Duration.ofSeconds(59)))
        .containsExactly(
            "job srm is 60 s behind, without any watermark since it began (allowed: 59 s)");
  }

  @Test
  void aBoundedJobIsNeverBehind() {
    assertThat(of(job("RUNNING", Instant.EPOCH, true)).problems(Duration.ZERO)).isEmpty();
  }

  private static ClusterHealth of(JobSeen... jobs) {
    return new ClusterHealth(List.of(KAFKA), List.of(), List.of(jobs), NOW);
  }

  private static JobSeen job(String state, Instant watermark, boolean bounded) {
    return new JobSeen(
        new JobStatus("a1", "srm", state, NOW.minusSeconds(3600).toEpochMilli(), bounded),
        OptionalLong.of(watermark.toEpochMilli()));
  }
}
