package io.plumbline.core.statistics;

import static io.plumbline.core.SharedData.doubles;
import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static io.plumbline.core.SharedData.longs;
import static io.plumbline.core.statistics.SrmCombinedTest.epoch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChiSquaredTest {

  @Test
  void matchesTheReference() {
    each(json("vectors/srm_chi2.json").get("cases"))
        .filter(vector -> vector.has("statistic_exact"))
        .forEach(
            vector -> {
              long[] weights = IntegerWeights.of(doubles(vector.get("weights")));
              var found = ChiSquared.test(longs(vector.get("observed")), weights);
              String name = vector.get("name").asText();
              if (vector.get("min_expected").asDouble() < 5) {
                assertThat(found).as(name).isEmpty();
                return;
              }
              ChiSquared.Result result = found.orElseThrow();
              // The reference takes the weights' binary values, this their decimals: 1e-12 apart.
              assertThat(result.statistic())
                  .as(name)
                  .isCloseTo(vector.get("statistic_exact").asDouble(), withinPercentage(1e-9));
              assertThat(result.degreesOfFreedom()).as(name).isEqualTo(vector.get("df").asInt());
              assertThat(result.pValue())
                  .as(name)
                  .isCloseTo(vector.get("p_exact").asDouble(), withinPercentage(1e-8));
              assertThat(result.logPValue())
                  .as(name)
                  .isCloseTo(vector.get("log_p_exact").asDouble(), withinPercentage(1e-9));
            });
  }

  @Test
  void anExpectedCountBelowFiveOrASingleVariantGivesNothing() {
    assertThat(ChiSquared.test(new long[] {9, 0}, new long[] {1, 1})).isEmpty();
    assertThat(ChiSquared.test(new long[] {10, 0}, new long[] {1, 1})).isPresent();
    assertThat(ChiSquared.test(new long[] {10, 900}, new long[] {1, 0})).isEmpty();
  }

  @Test
  void aVariantThatIsOffIsOutside() {
    assertThat(ChiSquared.test(new long[] {500, 500, 30}, new long[] {1, 1, 0}).orElseThrow())
        .isEqualTo(new ChiSquared.Result(0.0, 1, 1.0, 0.0));
  }

  @Test
  void epochsAddUp() {
    var even = ChiSquared.test(new long[] {520, 480}, new long[] {1, 1}).orElseThrow();
    var ramp = ChiSquared.test(new long[] {920, 80}, new long[] {9, 1}).orElseThrow();
    List<EpochCounts> epochs =
        List.of(epoch(520, 480, 1, 1), epoch(0, 0, 99, 1), epoch(920, 80, 9, 1), epoch(3, 0, 1, 0));
    var both = ChiSquared.test(epochs).orElseThrow();
    assertThat(both.statistic()).isEqualTo(even.statistic() + ramp.statistic());
    assertThat(both.degreesOfFreedom()).isEqualTo(2);
    assertThat(both.pValue()).isCloseTo(Math.exp(-both.statistic() / 2), within(1e-15));
    assertThat(ChiSquared.test(List.of(epoch(520, 480, 1, 1), epoch(1, 1, 1, 1)))).isEmpty();
    assertThat(ChiSquared.test(List.of(epoch(0, 0, 1, 1)))).isEmpty();
  }
}
