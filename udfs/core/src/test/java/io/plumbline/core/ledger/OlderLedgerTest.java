package io.plumbline.core.ledger;

import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static io.plumbline.core.experiment.MetricFixture.conversion;
import static io.plumbline.core.experiment.MetricFixture.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.SrmAlert;
import io.plumbline.core.experiment.ExperimentFixture;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ledgers that older versions wrote, committed beside this test, go on where they were. */
class OlderLedgerTest {

  /** As its writer configured it. */
  private static ExperimentFixture written() {
    return experiment("x")
        .dimensions("country")
        .stoppedAt(START + 2 * DAY)
        .primary(count("buy").window(HOUR))
        .guardrail(conversion("open").window(HOUR), 0.02)
        .allocation(START, "9", "1")
        .allocation(START + HOUR, "1", "1");
  }

  private static ExperimentLedger read(int format) throws IOException {
    String name = "ledger-format-%d.base64".formatted(format);
    try (InputStream text = OlderLedgerTest.class.getResourceAsStream(name)) {
      String base64 = new String(text.readAllBytes(), StandardCharsets.US_ASCII);
      DataInputStream in =
          new DataInputStream(new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64)));
      ExperimentLedger ledger = ExperimentLedger.read(in, format);
      assertThat(in.read()).as("bytes left").isNegative();
      return ledger;
    }
  }

  /** Written by version 2 after 1,400 and 400 units, an escalated alarm and seven rejections. */
  @Test
  void theSecondFormatIsRead() throws IOException {
    LedgerBench ledger = LedgerBench.of(written()).with(read(2)).at(START + 2 * DAY);

    assertThat(ledger.combined().observed())
        .isEqualTo(Map.of("control", 1_400L, "treatment", 400L));
    assertThat(ledger.health("treatment").rejected()).isEqualTo(Map.of("TOO_LATE", 7L));
    assertThat(ledger.health("treatment").excludedUnits()).isEmpty();
    assertThat(ledger.alerts)
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.sequence()).isEqualTo(4);
              assertThat(alert.resolution()).isEqualTo(SrmAlert.STOPPED);
            });
    assertThat(ledger.experimentAlerts).isEmpty();
  }
}
