package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Dimension;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.experiment.MetricTerms;
import io.plumbline.core.experiment.Note;
import io.plumbline.core.experiment.Variant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentDocumentsTest {
  private static final long START = at("2024-01-01T00:00:00Z");
  private static final String GATE =
      """
      {"experiment": {
         "key": "gate", "started_at": "2024-01-01T00:00:00Z", "stopped_at": "2024-02-01T01:00:00+01:00",
         "known_from": "2023-12-31T00:00:00Z", "stop_known_from": "2024-01-15T00:00:00Z",
         "name": "G\\u00e4te \\/ \\ud83d\\ude00",
         "variants": [{"key": "on", "is_control": true}, {"key": "off"}],
         "allocations": [
           {"effective_at": "2024-01-02T00:00:00Z", "valid_from": "2024-01-03T00:00:00Z", "weights": {"on": 1, "off": 3}},
           {"effective_at": "2024-01-01T00:00:00Z", "valid_from": "2023-12-31T00:00:00Z", "weights": {"on": 1, "off": 0.1}}]},
       "metrics": [
         {"metric": {"key": "clicks", "version": 1, "kind": "count", "event_name": "click"}, "role": "primary",
          "valid_until": "2024-01-05T00:00:00Z"},
         {"metric": {"key": "clicks", "version": 2, "kind": "count", "event_name": "click", "window": "P1D",
                     "valid_from": "2024-01-05T00:00:00Z", "event_filter": {"page": "home"}},
          "role": "guardrail", "margin": 0.02, "mde": 0.1}]}
      """;

  @TempDir Path folder;

  @Test
  void aDocumentCarriesTheWholeHistory() {
    ExperimentDocument document = read("gate", GATE);

    Experiment gate = document.experiment();
    assertThat(gate.name()).isEqualTo("Gäte / \ud83d\ude00");
    assertThat(gate.knownFrom()).isEqualTo(at("2023-12-31T00:00:00Z"));
    assertThat(gate.stopKnownFrom()).isEqualTo(at("2024-01-15T00:00:00Z"));
    assertThat(gate.stoppedAt()).isEqualTo(at("2024-02-01T00:00:00Z"));
    assertThat(gate.allocations())
        .extracting(Allocation::effectiveAt)
        .containsExactly(at("2024-01-01T00:00:00Z"), at("2024-01-03T00:00:00Z"));
    assertThat(document.effectiveAt())
        .isEqualTo(Map.of(at("2024-01-03T00:00:00Z"), at("2024-01-02T00:00:00Z")));
    assertThat(gate.metrics()).hasSize(2);
    ExperimentMetric first = gate.metrics().get(0);
    ExperimentMetric second = gate.metrics().get(1);
    assertThat(first.validUntil()).isEqualTo(at("2024-01-05T00:00:00Z"));
    assertThat(first.metric().validFrom()).isEqualTo(Long.MIN_VALUE);
    assertThat(second.metric().version()).isEqualTo(2);
    assertThat(second.metric().validFrom()).isEqualTo(at("2024-01-05T00:00:00Z"));
    assertThat(second.metric().windowMs()).isEqualTo(86_400_000);
    assertThat(second.role()).isEqualTo(MetricRole.GUARDRAIL);
    assertThat(second.margin()).isEqualTo(0.02);
    assertThat(second.validUntil()).isEqualTo(ExperimentMetric.IN_FORCE);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    ExperimentDocument document = read("gate", GATE);
    String text = ExperimentDocuments.write(document);

    assertThat(read("gate", text)).isEqualTo(document);
    assertThat(ExperimentDocuments.write(read("gate", text))).isEqualTo(text);
    assertThat(text).doesNotContain("\n");
  }

  @Test
  void everyChangeIsWrittenAndReadAgain() {
    Experiment gate = read("gate", GATE).experiment();
    ExperimentMetric clicks = gate.metrics().get(1);
    Experiment changed =
        gate.but()
            .dimensions(
                List.of(
                    new Dimension("country"),
                    new Dimension("device", START, START + 1),
                    new Dimension("device", START + 5, Dimension.IN_FORCE)))
            .variants(
                List.of(gate.control(), gate.variants().get(1), new Variant("new", false, START)))
            .metrics(
                List.of(
                    gate.metrics().get(0),
                    new ExperimentMetric(
                        clicks.metric(),
                        List.of(
                            new MetricTerms(
                                MetricRole.SECONDARY, null, null, Long.MIN_VALUE, START),
                            new MetricTerms(MetricRole.GUARDRAIL, 0.1, 0.2, START, START + 1),
                            new MetricTerms(
                                MetricRole.PRIMARY, null, 0.3, START + 7, Long.MAX_VALUE)))))
            .notes(
                List.of(
                    new Note("7", Note.Kind.COMMENT, Note.Action.RESET_SRM, "ann", START, START),
                    new Note(
                        "8", Note.Kind.DECISION, Note.Action.ACKNOWLEDGE, null, START, START + 3)))
            .plannedStop(START + 9)
            .build();
    ExperimentDocument document = ExperimentDocument.of(changed);
    String text = ExperimentDocuments.write(document);

    assertThat(read("gate", text)).isEqualTo(document);
    assertThat(text).contains("\"dimensions\":[\"country\",\"device\"]");
  }

  @Test
  void anExperimentOfAFileIsReadAgainAsADocument() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("experiments.yaml"),
            """
            experiments:
              - key: gate
                kind: flag
                name: Gate
                hypothesis: it helps
                owner: growth
                unit_type: device
                started_at: 2024-01-01T00:00:00Z
                salt: s
                hash_version: growthbook-2
                srm_alpha: 0.01
                alpha: 0.1
                planned_units: 77
                crossover_policy: exclude
                dimensions: [country, platform]
                variants: [{key: b, sort_order: 2}, {key: a, is_control: true, sort_order: 1}]
                allocations: [{effective_at: 2023-01-01T00:00:00Z, weights: {a: 1, b: 1.50}, traffic: 0.3}]
                metrics: [{metric: m, role: secondary, margin: 0.1, mde: 0.2}]
            metrics:
              - {key: m, version: 3, kind: sum, event_name: pay, event_filter: {x: "1"}, decimals: 2, delay: PT1H,
                 window: P7D, mature_only: true, cap_lower: -1.5, cap_upper: 10, higher_is_better: false, description: d}
            """);
    Experiment experiment = ExperimentsYaml.read(file).experiments().get(0);
    ExperimentDocument document = ExperimentDocument.of(experiment);

    assertThat(read("gate", ExperimentDocuments.write(document))).isEqualTo(document);
  }

  @Test
  void metricsMayStandInsideTheExperiment() {
    String inside = GATE.replace("]},\n \"metrics\"", "],\n \"metrics\"").stripTrailing();
    inside = inside.substring(0, inside.length() - 1) + "}}";

    assertThat(read("gate", inside)).isEqualTo(read("gate", GATE));
  }

  @Test
  void documentsAreReadAsStrictlyAsFiles() {
    assertWrong("gate", "", "the document is empty; allowed: a JSON object");
    assertWrong("gate", "{", "the document is not JSON: ");
    assertWrong("gate", "[]", "document (line 1) is a list; allowed: a mapping with");
    assertWrong("gate", "{} {}", "the document goes on after its end; allowed: one JSON object");
    assertWrong("gate", "{}", "experiment is missing; allowed: a mapping with");
    assertWrong("other", GATE, "experiment.key is gate; allowed: the record's key, other");
    assertWrong(
        "gate",
        GATE.replace("\"role\": \"primary\"", "\"role\": \"primry\""),
        "metrics[0].role (line 10) is primry; did you mean primary? allowed: primary, secondary,"
            + " guardrail");
    assertWrong(
        "gate",
        GATE.replace("known_from\": \"2023-12-31T00:00:00Z\"", "known_form\": 1"),
        "experiment.known_form (line 3) is an unknown key; did you mean known_from?");
    assertWrong(
        "gate",
        GATE.replace("\"is_control\": true", "\"is_control\": false"),
        "experiment gate: variants is without a control; allowed: exactly one with is_control:"
            + " true");
    assertWrong(
        "gate",
        GATE.replace("\"version\": 2", "\"version\": 1"),
        "experiment gate: metrics is clicks 2 times; allowed: each metric once");
    assertWrong(
        "gate",
        GATE.replace("\"name\"", "\"status\": \"draft\", \"name\""),
        "experiment.status is draft; allowed: running, stopped");
  }

  @Test
  void heartbeats() {
    long heartbeat = at("2024-01-01T00:00:00.123Z");
    String text = ExperimentDocuments.writeHeartbeat(heartbeat);

    assertThat(text).isEqualTo("{\"heartbeat_at\":\"2024-01-01T00:00:00.123Z\"}");
    assertThat(ExperimentDocuments.readHeartbeat(bytes(text))).isEqualTo(heartbeat);
    assertThatThrownBy(() -> ExperimentDocuments.readHeartbeat(bytes("{\"heartbeat_at\": 5}")))
        .hasMessage("heartbeat_at (line 1) is 5; allowed: an instant like 2024-01-31T00:00:00Z");
    assertThatThrownBy(() -> ExperimentDocuments.readHeartbeat(bytes("{}")))
        .hasMessage("heartbeat_at is missing; allowed: an instant like 2024-01-31T00:00:00Z");
  }

  private static void assertWrong(String key, String json, String problem) {
    assertThatThrownBy(() -> read(key, json))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(problem);
  }

  private static ExperimentDocument read(String key, String json) {
    return ExperimentDocuments.read(key, bytes(json));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }
}
