package io.plumbline.local.bench.srm;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.alert.AlertStatus;
import io.plumbline.core.diagnosis.Cause;
import io.plumbline.core.diagnosis.Suspect;
import io.plumbline.local.ProgressListener;
import io.plumbline.local.bench.statistics.Draws;
import io.plumbline.local.bench.statistics.Evidence;
import io.plumbline.local.bench.statistics.MonteCarlo;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitLedgersTest {
  private static final long SEED = 5;
  private static final int SEGMENTS = 3;

  @Test
  void theTableDoesNotDependOnTheThreads() {
    List<String> one = lines(1);
    assertThat(lines(3)).isEqualTo(one);
    assertThat(one).contains("| OPENED | 0 (< 30.00 %) | 0.1 % |");
    assertThat(one).anyMatch(line -> line.startsWith("| 60.0/40.0 | 1 |"));
  }

  private static List<String> lines(int threads) {
    Evidence evidence = new Evidence();
    ProgressListener silent = new Silent();
    MonteCarlo monteCarlo = new MonteCarlo(SEED, 10, threads, silent);
    SplitLedgers ledgers = new SplitLedgers(SEED, monteCarlo, silent, evidence);
    ledgers.healthy(2, SEGMENTS);
    ledgers.mismatches(SEGMENTS);
    return evidence.lines();
  }

  @Test
  void aMismatchInAllSegmentsIsToldAndNamed() {
    SimulatedSplit split = new SimulatedSplit("experiment", SEGMENTS, 0.6);
    Draws draws = new Draws(SEED, "test", 0);
    for (int tick = 0; tick < SimulatedSplit.TICKS_PER_DAY; tick++) {
      split.advance(split.draw(draws, 200));
    }
    // 4,800 units are nearly ten times what E needs at 60/40.
    assertThat(split.tally().hasTold(AlertStatus.OPENED)).isTrue();
    assertThat(split.tally().hasNamed()).isTrue();
  }

  @Test
  void aLossThatBeginsLateIsCalledSoInTheAlertThatOpens() {
    SimulatedSplit split = new SimulatedSplit("experiment", 20, 0.5);
    Draws draws = new Draws(SEED, "test", 0);
    for (int tick = 0; tick < 6 * SimulatedSplit.TICKS_PER_DAY; tick++) {
      if (tick == 3 * SimulatedSplit.TICKS_PER_DAY) {
        assertThat(split.tally().suspectLately()).isEmpty();
        split.lose(0.03);
      }
      split.advance(split.draw(draws, 3_000));
    }
    assertThat(split.tally().suspectWhenOpened()).map(Suspect::cause).contains(Cause.LATE_ONSET);
    assertThat(split.tally().suspectLately()).map(Suspect::since).contains(SimulatedSplit.date(4));
  }

  /** One in a hundred; the alert that opens may still say LOCALISED, in the one bad day. */
  @Test
  void aSmallLossThatBeginsLateIsCalledSoInTheEnd() {
    SimulatedSplit split = new SimulatedSplit("experiment", 20, 0.5);
    Draws draws = new Draws(SEED, "test", 0);
    for (int tick = 0; tick < 6 * SimulatedSplit.TICKS_PER_DAY; tick++) {
      if (tick == 2 * SimulatedSplit.TICKS_PER_DAY) {
        assertThat(split.tally().suspectLately()).isEmpty();
        split.lose(0.01);
      }
      split.advance(split.draw(draws, 25_000));
    }
    assertThat(split.tally().suspectWhenOpened()).isPresent();
    assertThat(split.tally().suspectLately()).map(Suspect::cause).contains(Cause.LATE_ONSET);
    assertThat(split.tally().suspectLately()).map(Suspect::since).contains(SimulatedSplit.date(3));
  }

  @Test
  void theLedgerDoesNotGrowWithItsUnits() {
    SimulatedSplit split = new SimulatedSplit("experiment", SEGMENTS, 0.5);
    Draws draws = new Draws(SEED, "test", 0);
    for (int tick = 0; tick < SimulatedSplit.TICKS_PER_DAY - 1; tick++) {
      split.advance(split.drawEach(draws, 30));
    }
    long bytes = split.bytes();
    split.advance(split.drawEach(draws, 3_000));
    assertThat(split.bytes()).isLessThan(2 * bytes);
    assertThat(split.tally().rows()).isPositive();
  }

  private static final class Silent implements ProgressListener {
    @Override
    public void stage(String name) {}

    @Override
    public void progress(long records, double fraction) {}
  }
}
