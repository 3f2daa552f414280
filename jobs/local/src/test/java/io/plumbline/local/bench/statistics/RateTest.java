package io.plumbline.local.bench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateTest {
  @Test
  void isAboveByMoreThanThreeStandardErrors() {
    // 80 of 1,000 are 8 % with a standard error of 0.858 %: 5 % is 3.5 of them away, 6 % 2.3.
    Rate rate = new Rate(80, 1_000);
    assertThat(rate.standardError()).isEqualTo(0.00858, within(1e-5));
    assertThat(rate.isAbove(0.05)).isTrue();
    assertThat(rate.isAbove(0.06)).isFalse();
    assertThat(rate).hasToString("8.00 % ± 0.86");
  }

  @Test
  void whatNeverHappenedIsBelowThreeOfTheRuns() {
    assertThat(new Rate(0, 2_000)).hasToString("0 (< 0.15 %)");
    assertThat(new Rate(0, 2_000).isAbove(0)).isFalse();
  }

  @Test
  void countsRunsByAColumn() {
    double[][] figures = {{0, 1}, {2, 0}, {3, 0}};
    assertThat(Rate.of(figures, 0)).isEqualTo(new Rate(2, 3));
    assertThat(Rate.of(figures, 1, figure -> figure == 0)).isEqualTo(new Rate(2, 3));
  }

  @Test
  void quantilesByRank() {
    double[] sorted = Quantile.sorted(new double[][] {{3}, {1}, {2}, {4}}, 0);
    assertThat(Quantile.of(sorted, 0.5)).isEqualTo(2);
    assertThat(Quantile.of(sorted, 0.9)).isEqualTo(4);
    assertThat(Quantile.of(sorted, 0)).isEqualTo(1);
  }
}
