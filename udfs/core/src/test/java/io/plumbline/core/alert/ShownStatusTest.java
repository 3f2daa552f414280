package io.plumbline.core.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShownStatusTest {
  private static final ExperimentStatus TOLD =
      new ExperimentStatus("gate", 1_000, "OPENED", List.of("a", "srm-gate-0"), "v1");
  private static final StallChange OPENED =
      new StallChange("gate", "exposure-stall-gate", true, 2_000, "v2");
  private static final StallChange RESOLVED =
      new StallChange("gate", "exposure-stall-gate", false, 3_000, "v2");

  @Test
  void aStallIsAmongTheOpenAlertsFromItsInstantOn() {
    ShownStatus shown = ShownStatus.NONE.told(TOLD);
    assertThat(shown.status()).contains(TOLD);

    assertThat(shown.changed(OPENED).status())
        .contains(
            new ExperimentStatus(
                "gate", 2_000, "OPENED", List.of("a", "exposure-stall-gate", "srm-gate-0"), "v2"));
    assertThat(shown.changed(OPENED).changed(RESOLVED).status())
        .contains(new ExperimentStatus("gate", 3_000, "OPENED", List.of("a", "srm-gate-0"), "v2"));
  }

  @Test
  void itStaysWhileTheLedgerTellsMore() {
    ExperimentStatus later = new ExperimentStatus("gate", 2_500, "HEALTHY", List.of(), "v2");
    ShownStatus shown = ShownStatus.NONE.told(TOLD).changed(OPENED).told(later);
    assertThat(shown.status())
        .contains(
            new ExperimentStatus("gate", 2_500, "HEALTHY", List.of("exposure-stall-gate"), "v2"));
  }

  @Test
  void thereIsNoStatusBeforeTheLedgerHasToldOne() {
    assertThat(ShownStatus.NONE.status()).isEmpty();
    assertThat(ShownStatus.NONE.changed(OPENED).status()).isEmpty();
    assertThat(ShownStatus.NONE.changed(OPENED).told(TOLD).status().orElseThrow().openAlertIds())
        .contains("exposure-stall-gate");
  }
}
