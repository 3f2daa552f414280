package io.plumbline.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final AtomicLong clock = new AtomicLong();

  @Test
  void whatTakesLessThanTwoSecondsIsSilent() {
    ProgressLine line = ProgressLine.driven(out, false, clock::get);
    line.stage("running");
    clock.set(2 * SECOND - 1);
    line.show();
    line.close();

    assertThat(written()).isEmpty();
  }

  @Test
  void elsewhereThanOnATerminalALineComesEveryFiveSeconds() {
    ProgressLine line = ProgressLine.driven(out, false, clock::get);
    line.stage("checking");
    clock.set(SECOND);
    line.stage("running");
    for (int second = 2; second <= 9; second++) {
      clock.set(second * SECOND);
      line.progress(1_000_000L * (second - 1), second / 10.0);
      line.show();
    }
    line.close();

    assertThat(written().lines())
        .containsExactly(
            "running: 1,000,000 events, 1,000,000/s, 20%, 2 s",
            "running: 6,000,000 events, 1,000,000/s, 70%, 7 s");
  }

  @Test
  void whatIsSaidStaysAndClearsTheLine() {
    ProgressLine line = ProgressLine.driven(out, true, clock::get);
    line.stage("running");
    clock.set(3 * SECOND);
    line.show();
    line.say("round 1: 5 records");
    line.close();

    assertThat(written())
        .endsWith(" ".repeat(78) + "\rround 1: 5 records" + System.lineSeparator());
  }

  @Test
  void onATerminalOneLineIsRewrittenAndCleared() {
    ProgressLine line = ProgressLine.driven(out, true, clock::get);
    line.stage("running");
    clock.set(3 * SECOND);
    line.show();
    clock.set(4 * SECOND);
    line.show();
    line.close();

    String[] written = written().split("\r");
    assertThat(written).hasSize(4);
    assertThat(written[1].strip()).isEqualTo("running, 3 s");
    assertThat(written[2].strip()).isEqualTo("running, 4 s");
    assertThat(written[3]).isBlank();
    assertThat(written()).doesNotContain("\n").endsWith("\r");
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
