package io.plumbline.core.configuration;

import static io.plumbline.core.configuration.AssemblyBench.at;
import static io.plumbline.core.configuration.AssemblyBench.row;
import static io.plumbline.core.configuration.GateRows.ELEVENTH;
import static io.plumbline.core.configuration.GateRows.FIFTH;
import static io.plumbline.core.configuration.GateRows.FIRST;
import static io.plumbline.core.configuration.GateRows.TENTH;
import static io.plumbline.core.configuration.GateRows.TWELFTH;
import static io.plumbline.core.configuration.GateRows.allocation;
import static io.plumbline.core.configuration.GateRows.gate;
import static io.plumbline.core.configuration.GateRows.metric;
import static io.plumbline.core.configuration.GateRows.use;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.alert.ExperimentAlertType;
import io.plumbline.core.experiment.Experiment;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is wrong with a configuration, and what becomes of it. */
class ConfigProblemsTest {
  private final AssemblyBench config = new AssemblyBench();

  private AssemblyBench rows(Map<String, Object> gate) {
    return GateRows.into(config, gate);
  }

  private Experiment document() {
    return config.document("gate");
  }

  @Test
  void whatHasStartedCannotBeChangedAndTheLastValidDocumentStays() {
    rows(gate()).snapshot(FIFTH);
    Experiment valid = document();
    config.forget().put("experiments", gate("unit_type", "device", "alpha", 0.1)).commit(TENTH);

    assertThat(document()).isSameAs(valid);
    assertThat(config.alerts)
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.type()).isEqualTo(ExperimentAlertType.CONFIG_INVALID);
              assertThat(alert.status()).isEqualTo(AlertStatus.OPENED);
              assertThat(alert.alertId()).isEqualTo("config-invalid-gate-2");
              assertThat(alert.asOf()).isEqualTo(at(TENTH));
              assertThat(alert.summary())
                  .isEqualTo(
                      "The configuration of gate is not followed: experiment gate: unit_type is"
                          + " device; allowed: what it was, user\n"
                          + "experiment gate: alpha is 0.1; allowed: what it was, 0.05");
            });
    assertThat(config.versions)
        .singleElement()
        .satisfies(
            version -> {
              assertThat(version.isValid()).isFalse();
              assertThat(version.document().experiment()).isEqualTo(valid);
            });

    config.forget().put("experiments", gate("unit_type", "session")).commit(ELEVENTH);
    assertThat(config.alerts).isEmpty();
    assertThat(config.versions).hasSize(1);
    config.put("experiments", gate("name", "Other")).commit(TWELFTH);
    assertThat(document().name()).isEqualTo("Other");
    assertThat(config.alerts)
        .singleElement()
        .extracting(ExperimentAlert::sequence, ExperimentAlert::resolution)
        .containsExactly(2, ExperimentAlert.RECOVERED);
  }

  @Test
  void contradictionsAreNamed() {
    rows(gate("dimensions", "country"))
        .put("experiment_metrics", use("orders", "guardrail", "margin", "much"))
        .put("allocations", allocation(FIRST, "{\"a\": 1, \"x\": \"many\"}"))
        .put("metrics", metric("clicks", "kind", "ratio", "attribution_window", "P1M"))
        .delete("variants", row("experiment_key", "gate", "key", "b"))
        .commit(TENTH);

    assertThat(config.topic).isEmpty();
    assertThat(config.versions.get(0).problems().lines())
        .contains(
            "experiment gate: dimensions is country; allowed: JSON",
            "experiment gate: metrics is an unknown metric, orders; allowed: one of clicks",
            "experiment gate: allocations.2024-01-01T00:00:00Z.weights.x is many; allowed: a"
                + " number",
            "metric clicks: kind is ratio, which is not supported in this version; allowed:"
                + " conversion, count, sum, retention",
            "metric clicks: attribution_window is P1M; allowed: days and less, P7D, say: a month"
                + " has no length");
    assertThat(config.alerts.get(0).recommendedAction())
        .isEqualTo("Nothing is published of gate until it is repaired.");
    assertThat(config.metricVersions.get(0).isValid()).isFalse();

    config.forget().delete("experiments", row("key", "gate")).commit(ELEVENTH);
    assertThat(config.alerts)
        .singleElement()
        .extracting(ExperimentAlert::resolution)
        .isEqualTo(ExperimentAlert.DELETED);
  }

  @Test
  void whatWillDisappointIsSaidOfTheVersion() {
    rows(gate())
        .put("metrics", metric("clicks"))
        .put("experiment_metrics", use("clicks", "guardrail"))
        .commit(TENTH);
    assertThat(config.versions.get(0).isValid()).isTrue();
    assertThat(config.versions.get(0).warnings())
        .isEqualTo(
            "experiment gate: metrics.clicks.margin is missing, so that the guardrail can never"
                + " pass; better: 0.02, say");

    config.put("experiment_metrics", use("clicks", "guardrail", "margin", 0.02)).commit(ELEVENTH);
    assertThat(config.versions.get(1).warnings()).isNull();
  }
}
