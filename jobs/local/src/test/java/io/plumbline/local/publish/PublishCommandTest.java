package io.plumbline.local.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.jobs.io.ConfigurationException;
import io.plumbline.jobs.io.ExperimentDocuments;
import io.plumbline.jobs.io.ExperimentsYaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishCommandTest {
  private static final long START = at("2024-01-01T00:00:00Z");
  private static final long FIFTH = at("2024-01-05T00:00:00Z");
  private static final long TENTH = at("2024-01-10T00:00:00Z");

  private static final String EVEN = "{effective_at: 2024-01-01T00:00:00Z, weights: {a: 1, b: 1}}";
  private static final String UNEVEN =
      "{effective_at: 2024-01-03T00:00:00Z, weights: {a: 1, b: 3}}";

  @TempDir private Path folder;

  private final Map<String, String> topic = new HashMap<>();

  @Test
  void theFirstPublicationActsFromItsOwnTimes() throws Exception {
    publish(TENTH, file("gate", EVEN + ", " + UNEVEN, "", "bought"));

    Experiment gate = document("gate");
    assertThat(gate.startedAt()).isEqualTo(START);
    assertThat(gate.knownFrom()).isEqualTo(Experiment.ALWAYS);
    assertThat(gate.allocations()).hasSize(2);
    assertThat(gate.allocations().get(1).effectiveAt()).isEqualTo(at("2024-01-03T00:00:00Z"));
  }

  @Test
  void whatHasNotChangedIsNotWrittenAgain() throws Exception {
    String file = file("gate", EVEN, "", "bought");
    publish(FIFTH, file);

    assertThat(PublishCommand.changes(topic, experiments(file), TENTH)).isEmpty();
  }

  @Test
  void anAllocationThatIsCommittedLateActsFromThen() throws Exception {
    publish(START, file("gate", EVEN, "", "bought"));
    String changed = file("gate", EVEN + ", " + UNEVEN, "", "bought");
    publish(FIFTH, changed);

    assertThat(document("gate").allocations().get(1).effectiveAt()).isEqualTo(FIFTH);
    assertThat(PublishCommand.changes(topic, experiments(changed), TENTH)).isEmpty();
  }

  @Test
  void aStopThatIsCommittedLateActsFromThen() throws Exception {
    publish(START, file("gate", EVEN, "", "bought"));
    String stopped = file("gate", EVEN, "stopped_at: 2024-01-02T00:00:00Z", "bought");
    publish(FIFTH, stopped);

    assertThat(document("gate").stoppedAt()).isEqualTo(FIFTH);
    assertThat(document("gate").stopKnownFrom()).isEqualTo(FIFTH);
    assertThat(PublishCommand.changes(topic, experiments(stopped), TENTH)).isEmpty();
  }

  @Test
  void aNewExperimentStartsWhenItIsCommittedAtTheEarliest() throws Exception {
    publish(START, file("gate", EVEN, "", "bought"));
    publish(FIFTH, file("door", EVEN, "", "bought"));

    assertThat(document("door").startedAt()).isEqualTo(FIFTH);
    assertThat(document("door").knownFrom()).isEqualTo(FIFTH);
  }

  @Test
  void aNewMetricCountsFromItsCommitAndOneThatVanishesIsRetired() throws Exception {
    publish(START, file("gate", EVEN, "", "bought"));
    publish(FIFTH, file("gate", EVEN, "", "spent"));

    Experiment gate = document("gate");
    assertThat(gate.metrics())
        .extracting(use -> use.metric().key())
        .containsExactly("bought", "spent");
    assertThat(gate.metrics().get(0).validUntil()).isEqualTo(FIFTH);
    assertThat(gate.metrics().get(1).metric().validFrom()).isEqualTo(FIFTH);
  }

  @Test
  void whatHasActedCannotBeChanged() throws Exception {
    publish(START, file("gate", EVEN, "", "bought"));
    String other = file("gate", EVEN, "", "bought").replace("unit_type: user", "unit_type: device");

    assertThatThrownBy(() -> PublishCommand.changes(topic, experiments(other), FIFTH))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gate")
        .hasMessageContaining("unit_type")
        .hasMessageContaining("device");
  }

  private void publish(long now, String file) throws Exception {
    topic.putAll(PublishCommand.changes(topic, experiments(file), now));
  }

  private Experiment document(String key) {
    return ExperimentDocuments.read(key, topic.get(key).getBytes(StandardCharsets.UTF_8))
        .experiment();
  }

  private List<Experiment> experiments(String yaml) throws Exception {
    return ExperimentsYaml.read(Files.writeString(folder.resolve("experiments.yaml"), yaml))
        .experiments();
  }

  private static String file(String key, String allocations, String more, String metric) {
    return """
        experiments:
          - key: %s
            unit_type: user
            started_at: 2024-01-01T00:00:00Z
            %s
            variants: [{key: a, is_control: true}, {key: b}]
            allocations: [%s]
            metrics: [{metric: %s, role: primary}]
        metrics:
          - {key: %s, kind: conversion, event_name: order, window: P1D}
        """
        .formatted(key, more, allocations, metric, metric);
  }

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }
}
