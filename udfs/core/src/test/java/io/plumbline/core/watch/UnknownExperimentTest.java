package io.plumbline.core.watch;

import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.AlertSeverity;
import io.plumbline.core.alert.ExperimentAlert;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a key that nobody knows is worth an alert. */
class UnknownExperimentTest {
  private final List<ExperimentAlert> alerts = new ArrayList<>();

  @Test
  void aHundredExposuresOpenItOnce() {
    UnknownExperiment key = UnknownExperiment.from(START);
    key = key.seen("gaet", START, 99, alerts::add);
    assertThat(alerts).isEmpty();
    key = key.seen("gaet", START + MINUTE, 1, alerts::add);
    key = key.seen("gaet", START + 2 * MINUTE, 500, alerts::add);
    assertThat(alerts)
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.alertId()).isEqualTo("unknown-experiment-gaet-2024-03-01T00:01:00Z");
              assertThat(alert.severity()).isEqualTo(AlertSeverity.WARNING);
              assertThat(alert.summary())
                  .isEqualTo(
                      "gaet: 100 exposures by 2024-03-01T00:01:00Z, the first before"
                          + " 2024-03-01T00:00:00Z, and no configuration knows it");
            });

    assertThat(key.isSilentAt(START + 2 * MINUTE + DAY - 1)).isFalse();
    assertThat(key.isSilentAt(START + 2 * MINUTE + DAY)).isTrue();
    key.end("gaet", START + 2 * MINUTE + DAY, false, alerts::add);
    assertThat(alerts).hasSize(2);
    assertThat(alerts.get(1).alertId()).isEqualTo(alerts.get(0).alertId());
    assertThat(alerts.get(1).summary()).isEqualTo("gaet: no exposure has come any more for a day");
  }

  @Test
  void whatWasNeverOpenEndsInSilence() {
    UnknownExperiment.from(START)
        .seen("gaet", START, 99, alerts::add)
        .end("gaet", START, true, alerts::add);
    assertThat(alerts).isEmpty();
    UnknownExperiment.from(START)
        .seen("gaet", START, 100, alerts::add)
        .end("gaet", START + MINUTE, true, alerts::add);
    assertThat(alerts.get(1).summary()).contains("it is configured now; 100 exposures came before");
  }
}
