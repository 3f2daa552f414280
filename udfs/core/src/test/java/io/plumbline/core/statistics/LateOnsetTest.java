package io.plumbline.core.statistics;

import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static io.plumbline.core.SharedData.longs;
import static io.plumbline.core.statistics.SrmCombinedTest.epoch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateOnsetTest {

  @Test
  void everyDayOfTheReferenceMatches() {
    each(json("vectors/srm_methods.json").get("restart_mixture").get("cases"))
        .forEach(
            vector -> {
              long[] weights = longs(vector.get("weights"));
              List<DayCounts> days = new ArrayList<>();
              for (JsonNode increment : vector.get("increments")) {
                int day = days.size() + 1;
                days.add(new DayCounts(day, List.of(new EpochCounts(longs(increment), weights))));
                double exact = vector.get("log_e_restart").get(day - 1).asDouble();
                assertThat(LateOnset.logE(days, day))
                    .as("%s, day %d", vector.get("name"), day)
                    .isCloseTo(exact, SrmEValueTest.tight(exact));
              }
            });
  }

  /** Days 1..9 written out one restart a day, with gaps and a change of allocation on day 5. */
  @Test
  void runsOfEmptyDaysCountAsIfWrittenOut() {
    long[][] first = {{0, 0}, {50, 40}, {0, 0}, {70, 30}, {9, 1}, {0, 0}, {0, 0}, {0, 0}, {0, 0}};
    long[][] second = {{0, 0}, {0, 0}, {0, 0}, {0, 0}, {95, 5}, {0, 0}, {0, 0}, {80, 2}, {0, 0}};
    double sum = 1.0 / 10;
    for (int j = 1; j <= 9; j++) {
      long[] a = new long[2];
      long[] b = new long[2];
      for (int d = j; d <= 9; d++) {
        for (int i = 0; i < 2; i++) {
          a[i] += first[d - 1][i];
          b[i] += second[d - 1][i];
        }
      }
      double logE =
          SrmEValue.logE(a, new long[] {1, 1}, 1e4) + SrmEValue.logE(b, new long[] {9, 1}, 1e4);
      sum += Math.exp(logE) / (j * (j + 1));
    }
    List<DayCounts> days =
        List.of(
            new DayCounts(2, List.of(epoch(50, 40, 1, 1))),
            new DayCounts(4, List.of(epoch(70, 30, 1, 1))),
            new DayCounts(5, List.of(epoch(9, 1, 1, 1), epoch(95, 5, 9, 1))),
            new DayCounts(8, List.of(epoch(0, 0, 1, 1), epoch(80, 2, 9, 1))));
    assertThat(LateOnset.logE(days, 9)).isCloseTo(Math.log(sum), within(1e-14));
  }

  @Test
  void nothingObservedIsNoEvidence() {
    assertThat(LateOnset.logE(List.of(), 400)).isEqualTo(0.0);
  }

  @Test
  void theLoudestDayIsTheOneWhoseRestartWeighsMost() {
    List<DayCounts> days =
        List.of(
            new DayCounts(1, List.of(epoch(500, 500, 1, 1))),
            new DayCounts(4, List.of(epoch(900, 500, 1, 1))),
            new DayCounts(5, List.of(epoch(900, 500, 1, 1))));
    LateOnset.Onset onset = LateOnset.onset(days, 6);

    // Days 2 to 4 share one E, of which day 2 has the greatest weight.
    assertThat(onset.day()).isEqualTo(2);
    assertThat(onset.logEFromDay())
        .isEqualTo(SrmEValue.logE(new long[] {1800, 1000}, new long[] {1, 1}, 1e4));
    assertThat(onset.logE()).isEqualTo(LateOnset.logE(days, 6));
    assertThat(LateOnset.onset(List.of(), 3)).isEqualTo(new LateOnset.Onset(0, 1, 0));
  }

  @Test
  void errorsNameTheValue() {
    DayCounts third = new DayCounts(3, List.of(epoch(1, 1, 1, 1)));
    assertThatThrownBy(() -> LateOnset.logE(List.of(third), 2)).hasMessageContaining("day 3");
    assertThatThrownBy(() -> LateOnset.logE(List.of(third, third), 9))
        .hasMessageContaining("day 3 after day 3");
    assertThatThrownBy(() -> new DayCounts(0, List.of())).hasMessageContaining("day is 0");
    DayCounts other = new DayCounts(2, List.of(epoch(1, 1, 9, 1)));
    assertThatThrownBy(() -> LateOnset.logE(List.of(other, third), 9))
        .hasMessageContaining("weights [9, 1] and [1, 1]");
  }
}
