package io.plumbline.core.statistics;

import static io.plumbline.core.SharedData.doubles;
import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static io.plumbline.core.SharedData.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MultipleTestingTest {

  @Test
  void adjustedPValuesMatchTheReference() {
    JsonNode cases = json("vectors/multiple_testing.json").get("cases");
    each(cases)
        .forEach(
            vector -> {
              assertAdjusted(vector, "holm", MultipleTesting::holm);
              assertAdjusted(vector, "fdr_bh", MultipleTesting::benjaminiHochberg);
              assertAdjusted(vector, "fdr_by", MultipleTesting::benjaminiYekutieli);
            });
  }

  @Test
  void rejectionsByEBhMatchTheReferenceAlsoAtExactThresholds() {
    each(json("vectors/multiple_testing.json").get("e_bh").get("cases"))
        .forEach(
            vector -> {
              double[] logE =
                  Arrays.stream(doubles(vector.get("e"))).map(StrictMath::log).toArray();
              for (String alpha : new String[] {"0.05", "0.01"}) {
                boolean[] rejected = MultipleTesting.eBh(logE, Double.parseDouble(alpha));
                assertThat(
                        IntStream.range(0, rejected.length)
                            .filter(i -> rejected[i])
                            .asLongStream()
                            .toArray())
                    .as("%s at %s", vector.get("name"), alpha)
                    .containsExactly(longs(vector.get("reject_alpha_" + alpha)));
              }
            });
  }

  @Test
  void testsNotYetSeenRaiseTheThreshold() {
    double[] logE = {Math.log(1000)};
    assertThat(MultipleTesting.eBh(logE, 0.01, 9)).containsExactly(true);
    assertThat(MultipleTesting.eBh(logE, 0.01, 11)).containsExactly(false);
    assertThatThrownBy(() -> MultipleTesting.eBh(logE, 0.01, 0)).hasMessageContaining("m is 0");
  }

  @Test
  void noneIsFineAndAValueOutsideIsAnError() {
    assertThat(MultipleTesting.eBh(new double[0], 0.01)).isEmpty();
    assertThat(MultipleTesting.holm(new double[0])).isEmpty();
    assertThatThrownBy(() -> MultipleTesting.holm(new double[] {0.5, 1.5}))
        .hasMessageContaining("p_values[1] is 1.5");
    assertThatThrownBy(() -> MultipleTesting.eBh(new double[] {Double.NaN}, 0.01))
        .hasMessageContaining("log_e_values[0] is NaN");
  }

  private static void assertAdjusted(
      JsonNode vector, String method, UnaryOperator<double[]> adjust) {
    assertThat(adjust.apply(doubles(vector.get("p"))))
        .as("%s by %s", vector.get("name"), method)
        .containsExactly(doubles(vector.get(method).get("adjusted")), within(1e-15));
  }
}
