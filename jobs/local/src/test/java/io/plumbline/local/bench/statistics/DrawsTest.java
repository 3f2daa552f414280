package io.plumbline.local.bench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class DrawsTest {
  private static final int SAMPLES = 20_000;

  /** Five standard errors: one in two million fails, and the seed is fixed. */
  private static final double STANDARD_ERRORS = 5;

  @Test
  void aStreamDependsOnSeedStudyAndRunAlone() {
    assertThat(new Draws(1, "a", 7).uniform()).isEqualTo(new Draws(1, "a", 7).uniform());
    assertThat(new Draws(1, "a", 7).uniform())
        .isNotEqualTo(new Draws(2, "a", 7).uniform())
        .isNotEqualTo(new Draws(1, "b", 7).uniform())
        .isNotEqualTo(new Draws(1, "a", 8).uniform());
  }

  @Test
  void binomialsHaveTheirMeanAndVariance() {
    // n p and n p (1 - p)
    assertMoments("half", draws -> draws.binomial(100, 0.5), 50, 25);
    assertMoments("odd", draws -> draws.binomial(130, 0.3), 39, 27.3);
    assertMoments("rare", draws -> draws.binomial(1_000, 0.001), 1, 0.999);
    assertMoments("few", draws -> draws.binomial(3, 0.9), 2.7, 0.27);
  }

  @Test
  void binomialsAtTheEnds() {
    Draws draws = new Draws(1, "ends", 0);
    assertThat(draws.binomial(100, 0)).isZero();
    assertThat(draws.binomial(100, 1)).isEqualTo(100);
    assertThat(draws.binomial(0, 0.5)).isZero();
  }

  @Test
  void aMultinomialLosesNobody() {
    long[] counts = new long[4];
    new Draws(1, "multinomial", 0).multinomial(1_000, new double[] {0.1, 0.2, 0.3, 0.4}, counts);
    assertThat(counts[0] + counts[1] + counts[2] + counts[3]).isEqualTo(1_000);
  }

  @Test
  void poissonsHaveTheirMeanAndVariance() {
    for (double mean : new double[] {0.3, 5, 20, 400}) {
      assertMoments("mean " + mean, draws -> draws.poisson(mean), mean, mean);
    }
  }

  @Test
  void normalsHaveTheirMeanAndVariance() {
    assertMoments("normal", Draws::normal, 0, 1);
  }

  private static void assertMoments(
      String study, ToDoubleFunction<Draws> draw, double mean, double variance) {
    Draws draws = new Draws(1, study, 0);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < SAMPLES; i++) {
      double deviation = draw.applyAsDouble(draws) - mean;
      sum += deviation;
      squares += deviation * deviation;
    }
    double error = STANDARD_ERRORS * Math.sqrt(variance / SAMPLES);
    assertThat(sum / SAMPLES).as(study).isEqualTo(0, within(error));
    // The variance of a squared deviation is about 2 to 4 of the variance squared here.
    double spread = STANDARD_ERRORS * variance * Math.sqrt((2 + 1 / variance) / SAMPLES);
    assertThat(squares / SAMPLES).as(study).isEqualTo(variance, within(spread));
  }
}
