package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.experiment.CrossoverPolicy;
import io.plumbline.core.experiment.Dimension;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricKind;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.experiment.Problem;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentsYamlTest {
  private static final String GATE =
      """
      experiments:
        - key: gate
          started_at: 2024-01-01T00:00:00Z
          stopped_at: "2024-02-01T01:00:00+01:00"
          variants: [{key: gate_30, is_control: true}, {key: gate_40}]
          allocations: [{effective_at: 2024-01-01T00:00:00Z, weights: {gate_30: 1, gate_40: 0.1}}]
          dimensions: [country]
          metrics: [{metric: retention_1, role: primary}, {metric: rounds, role: guardrail, margin: 0.02}]
      metrics:
        - {key: retention_1, kind: retention, event_name: session, delay: P1D, window: P1D, mature_only: true}
        - {key: rounds, kind: sum, event_name: rounds, cap_upper: 3000, event_filter: {mode: on, level: 3}}
      """;

  @TempDir Path folder;

  @Test
  void theDesignsExampleIsRead() {
    ExperimentsFile file = read(GATE);

    assertThat(file.warnings()).isEmpty();
    assertThat(file.experiments()).hasSize(1);
    Experiment gate = file.experiments().get(0);
    assertThat(gate.startedAt()).isEqualTo(at("2024-01-01T00:00:00Z"));
    assertThat(gate.stoppedAt()).isEqualTo(at("2024-02-01T00:00:00Z"));
    assertThat(gate.control().key()).isEqualTo("gate_30");
    assertThat(gate.allocations().get(0).weights())
        .isEqualTo(Map.of("gate_30", BigDecimal.ONE, "gate_40", new BigDecimal("0.1")));
    assertThat(gate.dimensions()).containsExactly(new Dimension("country"));
    ExperimentMetric retention = gate.metrics().get(0);
    assertThat(retention.role()).isEqualTo(MetricRole.PRIMARY);
    assertThat(retention.metric().kind()).isEqualTo(MetricKind.RETENTION);
    assertThat(retention.metric().delayMs()).isEqualTo(86_400_000L);
    assertThat(retention.metric().windowMs()).isEqualTo(86_400_000L);
    assertThat(retention.metric().matureOnly()).isTrue();
    ExperimentMetric rounds = gate.metrics().get(1);
    assertThat(rounds.margin()).isEqualTo(0.02);
    assertThat(rounds.metric().capUpper()).isEqualTo(3000.0);
    assertThat(rounds.metric().eventFilter()).isEqualTo(Map.of("mode", "on", "level", "3"));
  }

  @Test
  void defaultsAreThoseOfTheDesign() {
    Experiment gate = read(GATE).experiments().get(0);
    Metric rounds = gate.metrics().get(1).metric();

    assertThat(gate.unitType()).isEqualTo("user");
    assertThat(gate.srmAlpha()).isEqualTo(0.001);
    assertThat(gate.alpha()).isEqualTo(0.05);
    assertThat(gate.plannedUnits()).isEqualTo(5000);
    assertThat(gate.crossoverPolicy()).isEqualTo(CrossoverPolicy.FIRST_EXPOSURE);
    assertThat(gate.hashVersion()).isEqualTo("sha256");
    assertThat(gate.allocations().get(0).traffic()).isEqualTo(1.0);
    assertThat(rounds.version()).isEqualTo(1);
    assertThat(rounds.decimals()).isEqualTo(6);
    assertThat(rounds.delayMs()).isZero();
    assertThat(rounds.windowMs()).isNull();
    assertThat(rounds.matureOnly()).isFalse();
    assertThat(rounds.higherIsBetter()).isTrue();
  }

  @Test
  void namesThatYamlTakesForBooleansOrNumbersStayNames() {
    Experiment gate =
        read(GATE.replace("gate_30", "off").replace("gate_40", "1.10")).experiments().get(0);

    assertThat(gate.variantIndex("off")).isZero();
    assertThat(gate.variantIndex("1.10")).isEqualTo(1);
    assertThat(gate.allocations().get(0).weights()).containsOnlyKeys("off", "1.10");
  }

  @Test
  void aMisspeltKeyIsNamedWithItsPlaceAndWhatWasMeant() {
    assertThatThrownBy(() -> read(GATE.replace("variants:", "variant:")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("experiments.yaml: experiments[0].variant (line 5) is an unknown key")
        .hasMessageContaining("did you mean variants? allowed: key, kind, name")
        .message()
        .hasLineCount(1);
  }

  @Test
  void allProblemsAreReportedTogether() {
    String broken =
        GATE.replace("owner", "")
            .replace("delay: P1D", "delay: 1 day")
            .replace("role: guardrail", "role: guard")
            .replace("2024-01-01T00:00:00Z\n", "yesterday\n")
            .replace("weights: {gate_30: 1,", "weights: {gate_30: one,")
            .replace("cap_upper: 3000", "cap_uper: 3000");

    assertThatThrownBy(() -> read(broken))
        .message()
        .contains("metrics[0].delay (line 10) is 1 day; allowed: a duration like P7D or PT15M")
        .contains("experiments[0].metrics[1].role (line 8) is guard; did you mean guardrail?")
        .contains("experiments[0].started_at (line 3) is yesterday; allowed: an instant like")
        .contains(
            "experiments[0].allocations[0].weights.gate_30 (line 6) is one; allowed: a number")
        .contains("metrics[1].cap_uper (line 11) is an unknown key; did you mean cap_upper?")
        .hasLineCount(5);
  }

  @Test
  void contradictionsAreReportedByExperiment() {
    assertThatThrownBy(() -> read(GATE.replace("is_control: true", "is_control: false")))
        .hasMessageContaining("experiment gate: variants is without a control");
    assertThatThrownBy(() -> read(GATE.replace("{metric: rounds,", "{metric: round,")))
        .hasMessageContaining("experiment gate: metrics is an unknown metric, round");
    assertThatThrownBy(() -> read(GATE + "  - {key: rounds, kind: count, event_name: rounds}\n"))
        .hasMessageContaining("metrics[2].key is rounds again; allowed: each key once");
    assertThatThrownBy(() -> read(GATE.replace("    started_at: 2024-01-01T00:00:00Z\n", "")))
        .hasMessageContaining("experiments[0]: started_at is missing");
  }

  @Test
  void whatComesLaterIsRefusedAsSuch() {
    assertThatThrownBy(() -> read(GATE.replace("kind: sum", "kind: ratio")))
        .hasMessageContaining("metrics[1].kind is ratio, which is not supported in this version");
    assertThatThrownBy(() -> read(GATE.replace("cap_upper: 3000", "covariate_days: 7")))
        .hasMessageContaining(
            "metrics[1].covariate_days (line 11) is not supported in this version");
  }

  @Test
  void draftsAreLeftOutWithAWarning() {
    ExperimentsFile file =
        read(
            GATE.replace(
                "metrics:\n  - {key: ret",
                "  - {key: next, status: draft}\nmetrics:\n  - {key: ret"));

    assertThat(file.experiments()).extracting(Experiment::key).containsExactly("gate");
    assertThat(file.warnings())
        .extracting(Problem::message)
        .containsExactly("experiment next: status is draft: it is left out; better: running");
    assertThatThrownBy(() -> read("experiments: [{key: next, status: draft}]"))
        .hasMessageContaining("experiments are all drafts");
  }

  @Test
  void flagsGetTheMetricsThatAreMeantForTheirUnits() {
    Experiment flag =
        read("""
            experiments:
              - key: banner
                kind: flag
                started_at: 2024-01-01
                variants: [{key: on}, {key: off, is_control: true}]
                allocations: [{effective_at: 2024-01-01T00:00:00Z, weights: {on: 10, off: 90}}]
            metrics:
              - {key: visits, kind: count, event_name: visit, window: P7D, default_for: [user]}
              - {key: boots, kind: count, event_name: boot, window: P7D, default_for: [device]}
            """)
            .experiments()
            .get(0);

    assertThat(flag.startedAt()).isEqualTo(at("2024-01-01T00:00:00Z"));
    assertThat(flag.metrics())
        .extracting(use -> use.metric().key() + " " + use.role())
        .containsExactly("visits SECONDARY");
  }

  @Test
  void aFileThatIsNoneOrNoYamlIsNamed() throws IOException {
    assertThatThrownBy(() -> ExperimentsYaml.read(folder.resolve("none.yaml")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("none.yaml: does not exist");
    assertThatThrownBy(() -> ExperimentsYaml.read(folder)).hasMessageContaining("is a folder");
    assertThatThrownBy(() -> read("")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> read("experiments: [")).hasMessageContaining("line 1, column 15");
    assertThatThrownBy(() -> read("just a text"))
        .hasMessageContaining("document (line 1) is just a text; allowed: a mapping");
    Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xC3, 0x28});
    assertThatThrownBy(() -> ExperimentsYaml.read(binary)).hasMessageContaining("YAML in UTF-8");
  }

  private ExperimentsFile read(String yaml) {
    try {
      Path file = folder.resolve("experiments.yaml");
      Files.write(file, yaml.getBytes(StandardCharsets.UTF_8));
      return ExperimentsYaml.read(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }
}
