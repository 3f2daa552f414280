package io.plumbline.core.statistics;

import static io.plumbline.core.SharedData.doubles;
import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.Test;

/** Assignment mismatch, exposure stall, crossovers, covariates, running maxima. */
class HealthTestsTest {

  @Test
  void mismatchesAreALikelihoodRatio() {
    assertThat(AssignmentMismatch.logE(0, 0)).isZero();
    assertThat(AssignmentMismatch.logE(1000, 7))
        .isCloseTo(7 * Math.log(0.01 / 0.001) + 993 * Math.log(0.99 / 0.999), within(1e-12));
    assertThatThrownBy(() -> AssignmentMismatch.logE(3, 4))
        .hasMessage("mismatches is 4; allowed are 0 to n, 3");
  }

  /** Under 0.1 % mismatches the e-value's mean is 1: sum over M of its probability times E. */
  @Test
  void mismatchesAreAnEValue() {
    double sum = 0;
    double p = Math.pow(0.999, 50);
    for (int m = 0; m <= 50; m++) {
      sum += p * Math.exp(AssignmentMismatch.logE(50, m));
      p *= (50.0 - m) / (m + 1) * 0.001 / 0.999;
    }
    assertThat(sum).isCloseTo(1, within(1e-12));
  }

  @Test
  void anOutageOfAFewBucketsIsFoundAndNoiseIsNot() {
    Random noise = new Random(3);
    Well19937c random = new Well19937c(11);
    ExposureStall process = ExposureStall.START;
    for (int bucket = 0; bucket < 2000; bucket++) {
      double rate = Math.exp(0.2 * noise.nextGaussian());
      process = process.next(poisson(20 * rate, random), poisson(200, random) + 1.0);
      assertThat(process.isAlarm()).as("bucket " + bucket).isFalse();
    }
    process = process.next(0, 201);
    process = process.next(0, 201);
    assertThat(process.isAlarm()).isTrue();
  }

  /** One bucket after the warm-up, by the formula as it stands. */
  @Test
  void aBucketIsTheMeanOfTwoLikelihoodRatios() {
    ExposureStall process = ExposureStall.START;
    double a = 0;
    double s = 0;
    for (int i = 0; i < ExposureStall.WARM_UP; i++) {
      assertThat(process.logM()).isZero();
      process = process.next(30 + i, 100);
      a = 0.95 * a + 30 + i;
      s = 0.95 * s + 100;
    }
    double scaledS = s * 400 / a;
    double expected = 0;
    for (double rho : new double[] {0.02, 0.2}) {
      expected +=
          0.5 * Math.pow(2 * rho, 3) * Math.pow((scaledS + 50) / (scaledS + rho * 100), 403);
    }
    assertThat(a).isGreaterThan(400);
    assertThat(process.next(3, 100).logM()).isCloseTo(Math.log(expected), within(1e-10));
    ExposureStall before = process;
    assertThatThrownBy(() -> before.next(-1, 1)).hasMessageContaining("exposures is -1");
    assertThatThrownBy(() -> before.next(1, 0)).hasMessageContaining("reference is 0.0");
  }

  @Test
  void crossoversAreJudgedAsFlows() {
    assertThat(CrossoverImbalance.logE(40, 41)).isNegative();
    assertThat(CrossoverImbalance.logE(80, 4))
        .isEqualTo(SrmEValue.logE(new long[] {80, 4}, new long[] {1, 1}));
    assertThat(CrossoverImbalance.isLarge(10, 1000)).isTrue();
    assertThat(CrossoverImbalance.isLarge(9, 100)).isFalse();
    assertThat(CrossoverImbalance.isLarge(10, 1001)).isFalse();
  }

  @Test
  void covariatesAreTestedAsMeans() {
    EpochPair pair =
        new EpochPair(new Arm(1000, 5000, 4000, 900), new Arm(1000, 6000, 4000, 900), 0.5);
    assertThat(CovariateImbalance.logE(List.of(pair), 0.001, 5000)).isGreaterThan(Math.log(1000));
    assertThat(CovariateImbalance.logE(List.of(), 0.001, 5000)).isZero();
  }

  @Test
  void runningMaximaMatchTheReference() {
    each(json("vectors/multiple_testing.json").get("e_bh").get("cases"))
        .forEach(HealthTestsTest::checkMaxima);
    assertThat(MultipleTesting.ofRunningMaximum(2000)).isEqualTo(1000);
    assertThat(MultipleTesting.ofRunningMaximum(-3)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThatThrownBy(() -> MultipleTesting.ofRunningMaximum(Double.NaN))
        .hasMessageContaining("log_maximum is NaN");
  }

  private static void checkMaxima(JsonNode vector) {
    double[] maxima = doubles(vector.get("e"));
    double[] expected = doubles(vector.get("adjusted_if_these_were_running_maxima"));
    for (int i = 0; i < maxima.length; i++) {
      double found = Math.exp(MultipleTesting.ofRunningMaximum(Math.log(maxima[i])));
      if (Double.isInfinite(expected[i])) {
        assertThat(found).isInfinite();
      } else {
        assertThat(found).isCloseTo(expected[i], within(1e-12 * Math.max(1, expected[i])));
      }
    }
  }

  private static long poisson(double mean, Well19937c random) {
    return new PoissonDistribution(random, mean, 1e-12, 100_000).sample();
  }
}
