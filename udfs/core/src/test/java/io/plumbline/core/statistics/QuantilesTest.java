package io.plumbline.core.statistics;

import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.core.sketch.Buckets;
import io.plumbline.core.sketch.ClusteredSketch;
import io.plumbline.core.sketch.QuantileSketch;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantilesTest {

  @Test
  void matchesTheReferenceProgram() {
    assertThat(
            each(json("vectors/ttest_cuped_ratio.json").get("cases"))
                .filter(vector -> vector.get("control").get("type").asText().startsWith("Quantile"))
                .peek(QuantilesTest::check)
                .count())
        .isEqualTo(6);
  }

  @Test
  void ranksSurroundTheQuantile() {
    assertThat(Quantiles.ranks(5000, 0.5)).isEqualTo(new Quantiles.Ranks(2431, 2570));
    assertThat(Quantiles.ranks(10, 0.99)).isEqualTo(new Quantiles.Ranks(10, 10));
    assertThat(Quantiles.ranks(1, 0.01)).isEqualTo(new Quantiles.Ranks(1, 1));
  }

  @Test
  void tooLittleIsEmpty() {
    // z^2 .99/.01 = 380.3
    assertThat(Quantiles.arm(380, 0.99, 5, 4, 6)).isEmpty();
    assertThat(Quantiles.arm(381, 0.99, 5, 4, 6)).isPresent();
    assertThat(Quantiles.arm(381, 0.99, 5, 5, 5)).isEmpty();
    assertThat(Quantiles.arm(new QuantileSketch(), 0.5)).isEmpty();
    assertThat(Quantiles.arm(new ClusteredSketch(), 0.5)).isEmpty();
    assertThat(
            Quantiles.clusteredArm(Moments.ofCentred(1, new double[2], new double[3]), .5, 1, 0, 2))
        .isEmpty();
  }

  /** One event a unit: clusters change nothing but K - 1 for n. */
  @Test
  void clustersOfOneAreIndependentValues() {
    Random random = new Random(7);
    QuantileSketch values = new QuantileSketch();
    ClusteredSketch clusters = new ClusteredSketch();
    for (int i = 0; i < 2000; i++) {
      double value = Math.exp(random.nextGaussian());
      values.add(value);
      clusters.add(Map.of(), Buckets.of(value));
    }
    LinearArm plain = Quantiles.arm(values, 0.9).orElseThrow();
    LinearArm clustered = Quantiles.arm(clusters, 0.9).orElseThrow();
    assertThat(clustered.value()).isEqualTo(plain.value());
    // S <= the bucket's greatest, so the share is not exactly .9.
    double share = values.countThrough(Buckets.of(plain.value())) / 2000.0;
    double exact = share * (1 - share) / (0.9 * 0.1) * 2000 / 1999;
    assertThat(clustered.variance() / plain.variance()).isCloseTo(exact, within(1e-9));
  }

  @Test
  void anytimeIntervalsHoldTheQuantileAndNarrow() {
    Random random = new Random(5);
    QuantileSketch sketch = new QuantileSketch();
    assertThat(Quantiles.anytime(sketch, 0.5, 0.05))
        .isEqualTo(new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
    sketch.add(1);
    assertThat(Quantiles.anytime(sketch, 0.5, 0.05).upper()).isInfinite();
    double width = Double.POSITIVE_INFINITY;
    for (int n = 1000; n <= 100_000; n *= 10) {
      while (sketch.count() < n) {
        sketch.add(-Math.log(random.nextDouble()));
      }
      Interval interval = Quantiles.anytime(sketch, 0.5, 0.05);
      assertThat(interval.lower()).isLessThan(Math.log(2));
      assertThat(interval.upper()).isGreaterThan(Math.log(2));
      assertThat(interval.upper() - interval.lower()).isLessThan(width);
      width = interval.upper() - interval.lower();
      // Just outside, the e-value rejects.
      long below = sketch.countThrough(Buckets.of(interval.lower()) - 1);
      assertThat(SrmEValue.logE(new long[] {below, n - below}, new long[] {1, 1}))
          .isGreaterThanOrEqualTo(Math.log(40));
    }
    assertThat(Quantiles.difference(new Interval(1, 2), new Interval(4, 8)))
        .isEqualTo(new Interval(2, 7));
  }

  @Test
  void errorsNameTheValue() {
    assertThatThrownBy(() -> Quantiles.ranks(0, 0.5)).hasMessageContaining("n is 0");
    assertThatThrownBy(() -> Quantiles.ranks(5, 1)).hasMessageContaining("nu is 1.0");
    assertThatThrownBy(() -> Quantiles.arm(500, 0.5, 1, 3, 2))
        .hasMessageContaining("upper is 2.0 and lower is 3.0");
    assertThatThrownBy(() -> Quantiles.arm(500, 0.5, Double.NaN, 3, 2))
        .hasMessageContaining("quantile is NaN");
  }

  private static void check(JsonNode vector) {
    Optional<LinearArm> control = arm(vector.get("control"));
    Optional<LinearArm> treatment = arm(vector.get("treatment"));
    if (vector.get("results").get(0).get("error").isNull()) {
      AdjustedArmsTest.check(vector, control.orElseThrow(), treatment.orElseThrow());
    } else {
      assertThat(control).isEmpty();
    }
  }

  private static Optional<LinearArm> arm(JsonNode arm) {
    double nu = arm.get("nu").asDouble();
    double estimate = arm.get("quantile_hat").asDouble();
    double lower = arm.get("quantile_lower").asDouble();
    double upper = arm.get("quantile_upper").asDouble();
    if (!arm.has("n_clusters")) {
      return Quantiles.arm(arm.get("n").asLong(), nu, estimate, lower, upper);
    }
    Moments moments =
        Moments.ofSums(
                arm.get("n_clusters").asLong(),
                new double[] {
                  arm.get("main_sum").asDouble(), arm.get("denominator_sum").asDouble()
                },
                new double[] {
                  arm.get("main_sum_squares").asDouble(),
                  arm.get("main_denominator_sum_product").asDouble(),
                  arm.get("denominator_sum_squares").asDouble()
                })
            .orElseThrow();
    return Quantiles.clusteredArm(moments, nu, estimate, lower, upper);
  }
}
