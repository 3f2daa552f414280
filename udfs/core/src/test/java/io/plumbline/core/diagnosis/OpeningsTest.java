package io.plumbline.core.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who runs, whose alarm has just opened, and how many of them are many. */
class OpeningsTest {
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;
  private static final long START = 19_723 * DAY;
  private static final long NOW = START + 9 * DAY;

  private static SplitStanding running() {
    return new SplitStanding(START, null, null);
  }

  private static SplitStanding openedAt(long instant) {
    return running().opened(instant);
  }

  private static Openings of(SplitStanding... standings) {
    return Openings.at(NOW, List.of(standings));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, false",
    // Three of 15 are a fifth.
    "2, 10, false",
    "3, 3, true",
    "3, 15, true",
    "3, 16, false",
    "4, 20, true",
    "4, 21, false",
    "0, 0, false"
  })
  void threeAndAFifthAreMany(int opened, int running, boolean shared) {
    assertThat(new Openings(opened, running).areShared()).isEqualTo(shared);
    List<SplitStanding> standings = new ArrayList<>(Collections.nCopies(opened, openedAt(NOW)));
    standings.addAll(Collections.nCopies(running - opened, running()));
    assertThat(Openings.at(NOW, standings)).isEqualTo(new Openings(opened, running));
  }

  @Test
  void anOpeningCountsForADayFromItsInstantOn() {
    assertThat(of(openedAt(NOW + 1)).opened()).isZero();
    assertThat(of(openedAt(NOW)).opened()).isEqualTo(1);
    assertThat(of(openedAt(NOW - DAY + 1)).opened()).isEqualTo(1);
    assertThat(of(openedAt(NOW - DAY)).opened()).isZero();
    assertThat(of(openedAt(NOW).opened(null))).isEqualTo(new Openings(0, 1));
  }

  @Test
  void anExperimentRunsFromItsStartToItsStop() {
    assertThat(of(new SplitStanding(NOW, null, null)).running()).isEqualTo(1);
    assertThat(of(new SplitStanding(NOW + 1, null, null)).running()).isZero();
    assertThat(of(new SplitStanding(START, NOW, NOW))).isEqualTo(new Openings(1, 1));
    // A stop ends the opening too.
    assertThat(of(new SplitStanding(START, NOW - 1, NOW - HOUR))).isEqualTo(new Openings(0, 0));
    assertThat(new SplitStanding(START, NOW, null).hasStoppedBefore(NOW)).isFalse();
    assertThat(new SplitStanding(START, NOW, null).hasStoppedBefore(NOW + 1)).isTrue();
  }

  @Test
  void aLaterConfigurationKeepsTheOpening() {
    assertThat(SplitStanding.running(null, START, NOW))
        .isEqualTo(new SplitStanding(START, NOW, null));
    assertThat(SplitStanding.running(openedAt(NOW), START, NOW + DAY))
        .isEqualTo(new SplitStanding(START, NOW + DAY, NOW));
  }
}
