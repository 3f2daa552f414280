package io.plumbline.core.statistics;

import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static io.plumbline.core.SharedData.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SrmCombinedTest {

  /** The reference is a product under one K; the combination's parts are checked against it. */
  @Test
  void theProductOverEpochsMatchesTheReference() {
    each(json("vectors/srm_methods.json").get("allocation_epochs").get("cases"))
        .forEach(
            vector -> {
              double concentration = vector.get("K").asDouble();
              double product = 0.0;
              for (JsonNode epoch : vector.get("epochs")) {
                product +=
                    SrmEValue.logE(
                        longs(epoch.get("counts")), longs(epoch.get("weights")), concentration);
              }
              double exact = vector.get("log_e_product").asDouble();
              assertThat(product).isCloseTo(exact, SrmEValueTest.tight(exact));
            });
  }

  @Test
  void noEpochIsNoEvidenceAndOneIsItself() {
    assertThat(SrmCombined.logE(List.of())).isEqualTo(0.0);
    assertThat(SrmCombined.logE(List.of(epoch(600, 400, 1, 1))))
        .isEqualTo(SrmEValue.logE(new long[] {600, 400}, new long[] {1, 1}));
    assertThat(SrmCombined.logE(List.of(epoch(0, 0, 1, 1), epoch(0, 0, 9, 1)))).isEqualTo(0.0);
  }

  /** (E_1 E_2 + tilt) / 2, the tilt written out as the formula stands. */
  @Test
  void twoEpochsGiveHalfTheWeightToTheTilt() {
    List<EpochCounts> epochs = List.of(epoch(530, 470, 1, 1), epoch(1830, 170, 9, 1));
    double product =
        SrmEValue.logE(new long[] {530, 470}, new long[] {1, 1})
            + SrmEValue.logE(new long[] {1830, 170}, new long[] {9, 1});
    double tilt = 0.0;
    for (double size : new double[] {.01, .02, .03, .05, .1, .3, .7}) {
      for (double lambda : new double[] {-size, size}) {
        double log = lambda * (530 + 1830);
        log -= 1000 * Math.log(0.5 * Math.exp(lambda) + 0.5);
        log -= 2000 * Math.log(0.9 * Math.exp(lambda) + 0.1);
        tilt += Math.exp(log) / 14;
      }
    }
    assertThat(SrmCombined.logE(epochs))
        .isCloseTo(Math.log((Math.exp(product) + tilt) / 2), within(1e-12));
  }

  @Test
  void theTiltAveragesOverTheVariantsWhenThereAreMoreThanTwo() {
    EpochCounts even = new EpochCounts(new long[] {340, 330, 300}, new long[] {1, 1, 1});
    EpochCounts third = new EpochCounts(new long[] {520, 0, 460}, new long[] {1, 0, 1});
    double tilt = 0.0;
    for (int t = 0; t < 3; t++) {
      for (double size : new double[] {.01, .02, .03, .05, .1, .3, .7}) {
        for (double lambda : new double[] {-size, size}) {
          double log = lambda * even.observed()[t];
          log -= 970 * Math.log((Math.exp(lambda) + 2) / 3);
          if (t != 1) {
            log += lambda * third.observed()[t] - 980 * Math.log((Math.exp(lambda) + 1) / 2);
          }
          tilt += Math.exp(log) / 42;
        }
      }
    }
    assertThat(SrmCombined.tilt(List.of(even, third))).isCloseTo(Math.log(tilt), within(1e-12));
  }

  /** What the tilt is for: thirty small epochs that each lose the same 3 % of the treatment. */
  @Test
  void manySmallEpochsThatShareALossAreFound() {
    List<EpochCounts> epochs = new ArrayList<>();
    double product = 0.0;
    for (int e = 0; e < 30; e++) {
      EpochCounts epoch = epoch(1000, 940 + e % 3, 1, 1);
      epochs.add(epoch);
      product += SrmEValue.logE(epoch.observed(), epoch.weights());
    }
    assertThat(product).isLessThan(0.0);
    assertThat(SrmCombined.logE(epochs)).isGreaterThan(Math.log(1000));
  }

  @Test
  void theTiltKeepsItsDigitsAtABillionUnits() {
    long half = 500_000_000L;
    EpochCounts epoch = epoch(half, half, 1, 1);
    // log cosh x = x^2/2 - x^4/12 + x^6/45 - ...
    double x = 0.005;
    double atSmallest = -2e9 * (x * x / 2 - Math.pow(x, 4) / 12 + Math.pow(x, 6) / 45);
    assertThat(SrmCombined.tilt(List.of(epoch, epoch)))
        .isCloseTo(atSmallest - Math.log(7), within(1e-7));
  }

  @Test
  void epochsMustHoldTheSameVariants() {
    EpochCounts three = new EpochCounts(new long[] {1, 1, 1}, new long[] {1, 1, 1});
    assertThatThrownBy(() -> SrmCombined.logE(List.of(epoch(1, 1, 1, 1), three)))
        .hasMessageContaining("3 variants");
  }

  @Test
  void countsAreCopied() {
    long[] observed = {1, 2};
    EpochCounts epoch = new EpochCounts(observed, new long[] {1, 1});
    observed[0] = 9;
    epoch.observed()[1] = 9;
    assertThat(epoch).isEqualTo(epoch(1, 2, 1, 1)).hasSameHashCodeAs(epoch(1, 2, 1, 1));
    assertThat(epoch).hasToString("EpochCounts[observed=[1, 2], weights=[1, 1]]");
  }

  static EpochCounts epoch(long control, long treatment, long controlWeight, long weight) {
    return new EpochCounts(new long[] {control, treatment}, new long[] {controlWeight, weight});
  }
}
