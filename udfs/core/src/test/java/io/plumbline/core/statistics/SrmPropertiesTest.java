package io.plumbline.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What must hold of the sample-ratio test whatever the counts. */
class SrmPropertiesTest {

  /** sum P0 E = 1 over all outcomes of N units: the definition of an e-value, exact here. */
  @Property(tries = 60)
  void allOutcomesTogetherWeighOne(
      @ForAll @IntRange(min = 1, max = 12) int units,
      @ForAll("weights") long[] weights,
      @ForAll("concentrations") double concentration) {
    assertThat(weigh(units, weights, concentration)).isCloseTo(1, within(1e-12));
    assertThat(weigh(units, weights, 0)).as("the mixture").isCloseTo(1, within(1e-12));
  }

  @Property(tries = 300)
  void scalingTheWeightsOrSwappingVariantsChangesNothing(
      @ForAll @LongRange(min = 0, max = 2_000_000_000) long a,
      @ForAll @LongRange(min = 0, max = 2_000_000_000) long b,
      @ForAll @LongRange(min = 0, max = 2_000_000_000) long c,
      @ForAll("weights") long[] drawn,
      @ForAll @LongRange(min = 1, max = 1_000_000) long factor) {
    long[] weights = {drawn[0], drawn[1], drawn.length > 2 ? drawn[2] : 1};
    long[] scaled = {factor * weights[0], factor * weights[1], factor * weights[2]};
    long[] counts = {a, b, c};
    double logE = SrmEValue.logE(counts, weights);
    double tolerance = 1e-12 * Math.max(1, Math.abs(logE));
    assertThat(logE).isFinite();
    assertThat(SrmEValue.logE(counts, scaled)).isCloseTo(logE, within(tolerance));
    assertThat(
            SrmEValue.logE(new long[] {c, a, b}, new long[] {weights[2], weights[0], weights[1]}))
        .isCloseTo(logE, within(tolerance));
    assertThat(SrmEValue.logE(counts, IntegerWeights.of(scaled[0], scaled[1], scaled[2])))
        .as("by the shell, which reduces them, to the last bit")
        .isEqualTo(SrmEValue.logE(counts, IntegerWeights.of(weights[0], weights[1], weights[2])));
  }

  /** Only the cumulative counts matter: batches of any size give the same. */
  @Property(tries = 100)
  void theOrderOfUnitsChangesNothing(
      @ForAll @Size(max = 50) List<@IntRange(min = 0, max = 2) Integer> arrivals) {
    long[] counts = new long[3];
    long[] reversed = new long[3];
    for (int i = 0; i < arrivals.size(); i++) {
      counts[arrivals.get(i)]++;
      reversed[arrivals.get(arrivals.size() - 1 - i)]++;
    }
    assertThat(SrmEValue.logE(counts, new long[] {5, 3, 2}))
        .isEqualTo(SrmEValue.logE(reversed, new long[] {5, 3, 2}));
  }

  /** Mean of exp(log E) over the tilt's grid and both epochs' outcomes is 1 too. */
  @Test
  void theCombinedValueIsAnEValue() {
    double sum = 0;
    for (int i = 0; i <= 8; i++) {
      for (int j = 0; j <= 6; j++) {
        EpochCounts first = new EpochCounts(new long[] {i, 8 - i}, new long[] {1, 1});
        EpochCounts second = new EpochCounts(new long[] {j, 6 - j}, new long[] {3, 1});
        sum +=
            Math.exp(
                logProbability(first.observedView(), first.weightsView())
                    + logProbability(second.observedView(), second.weightsView())
                    + SrmCombined.logE(List.of(first, second)));
      }
    }
    assertThat(sum).isCloseTo(1, within(1e-12));
  }

  /** mpmath 1.3.0, 60 digits: exp of these is beyond the largest double. */
  @Test
  void evidenceBeyondADoubleIsFinite() {
    double found = SrmEValue.logE(new long[] {1_000_000_000, 1}, new long[] {1, 1}, 100);
    assertThat(found).isCloseTo(693146342.8470154, within(1e-12 * 693146342.8470154));
    assertThat(Math.exp(found)).isInfinite();
    assertThat(SrmEValue.anytimePValue(found)).isZero();
  }

  @Provide
  Arbitrary<long[]> weights() {
    return Arbitraries.longs().between(1, 9).array(long[].class).ofMinSize(2).ofMaxSize(3);
  }

  @Provide
  Arbitrary<Double> concentrations() {
    return Arbitraries.of(0.5, 1.0, 7.3, 100.0, 1e4, 1e6);
  }

  private static double weigh(int units, long[] weights, double concentration) {
    double sum = 0;
    for (int a = 0; a <= units; a++) {
      for (int b = 0; b <= (weights.length > 2 ? units - a : 0); b++) {
        long[] counts =
            weights.length > 2 ? new long[] {a, b, units - a - b} : new long[] {a, units - a};
        double logE =
            concentration == 0
                ? SrmEValue.logE(counts, weights)
                : SrmEValue.logE(counts, weights, concentration);
        sum += Math.exp(logProbability(counts, weights) + logE);
      }
    }
    return sum;
  }

  private static double logProbability(long[] counts, long[] weights) {
    double log = 0;
    long units = 0;
    for (int i = 0; i < counts.length; i++) {
      for (long k = 1; k <= counts[i]; k++) {
        units++;
        log +=
            Math.log((double) units / k)
                + Math.log((double) weights[i] / Counts.totalWeight(weights));
      }
    }
    return log;
  }
}
