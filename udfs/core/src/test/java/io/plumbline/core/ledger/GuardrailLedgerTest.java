package io.plumbline.core.ledger;

import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static io.plumbline.core.experiment.MetricFixture.conversion;
import static io.plumbline.core.ledger.LedgerBench.CONTROL;
import static io.plumbline.core.ledger.LedgerBench.TREATMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.ExperimentAlert;
import io.plumbline.core.experiment.ExperimentFixture;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Guardrails that are worse are told once, and end with the stop. */
class GuardrailLedgerTest {
  private static final long ONE_HOUR_LATER = START + HOUR;
  private static final long STOP = START + DAY;

  private static ExperimentFixture guarded() {
    return experiment("x")
        .stoppedAt(STOP)
        .guardrail(conversion("buy").window(MINUTE), 0.02)
        .primary(conversion("open").window(MINUTE));
  }

  /** A thousand units of each variant, of which so many bought. */
  private static LedgerBench bought(int control, int treatment) {
    LedgerBench ledger = LedgerBench.of(guarded()).at(START);
    ledger.units(CONTROL, 1_000).units(TREATMENT, 1_000);
    ledger.numbers(0, CONTROL, true, 1_000 - control, 0).numbers(0, CONTROL, true, control, 1);
    return ledger
        .numbers(0, TREATMENT, true, 1_000 - treatment, 0)
        .numbers(0, TREATMENT, true, treatment, 1);
  }

  @Test
  void harmIsToldOnceAndEndsWithTheStop() {
    LedgerBench ledger = bought(600, 400).at(ONE_HOUR_LATER);
    assertThat(ledger.transitions())
        .containsExactly("OPENED guardrail-regression-x-buy-1-treatment 1");
    ExperimentAlert alert = ledger.experimentAlerts.get(0);
    // 400 of 1,000 instead of 600 is a third less
    assertThat(alert.summary())
        .isEqualTo(
            "x: guardrail buy is worse in treatment than in control as of 2024-03-01T01:00Z: a"
                + " change of -33.3 %");
    assertThat(alert.row().table()).isEqualTo("metric_results");
    assertThat(alert.row().key())
        .isEqualTo(
            Map.of(
                "experiment_key", "x",
                "metric_key", "buy",
                "metric_version", 1,
                "dimension", "all",
                "segment", "all",
                "treatment_key", "treatment",
                "is_mature", true,
                "as_of", Instant.ofEpochMilli(ONE_HOUR_LATER)));

    ledger.numbers(0, CONTROL, true, 1, 0).restored().at(START + 2 * HOUR);
    assertThat(ledger.results("buy", true).get(0).guardrailStatus())
        .isEqualTo(GuardrailStatus.HARM);
    assertThat(ledger.experimentAlerts).isEmpty();

    ledger.restored().at(STOP);
    assertThat(ledger.transitions())
        .containsExactly("RESOLVED guardrail-regression-x-buy-1-treatment 2");
    assertThat(ledger.experimentAlerts.get(0).row()).isNotNull();
    ledger.numbers(0, CONTROL, true, 1, 0).at(STOP + MINUTE);
    assertThat(ledger.experimentAlerts).isEmpty();
  }

  @Test
  void aGuardrailThatHoldsIsNotTold() {
    assertThat(bought(400, 600).at(ONE_HOUR_LATER).experimentAlerts).isEmpty();
  }

  @Test
  void theJobWithoutMetricsDoesNotTellIt() {
    assertThat(bought(600, 400).at(ONE_HOUR_LATER, false).experimentAlerts).isEmpty();
  }
}
