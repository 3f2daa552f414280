package io.plumbline.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class LogSpaceTest {

  /** log Gamma(1/2) = log(pi)/2 and log Gamma(n+1) = log n!, solved for the remainder. */
  @Test
  void stirlingsRemainder() {
    assertThat(LogSpace.delta(0.5)).isCloseTo((1 - Math.log(2)) / 2, within(1e-15));
    assertThat(LogSpace.delta(1)).isCloseTo(1 - Math.log(2 * Math.PI) / 2, within(1e-15));
    assertThat(LogSpace.delta(10))
        .isCloseTo(
            Math.log(362880) - 9.5 * Math.log(10) + 10 - Math.log(2 * Math.PI) / 2, within(1e-14));
    assertThat(LogSpace.delta(1e9)).isCloseTo(1 / 12e9, withinPercentage(1e-12));
  }

  @Test
  void phiIsContinuousWhereItsFormsMeetAndHalfTheSquareNearZero() {
    for (double e : new double[] {-0.3, 0.3}) {
      double inside = LogSpace.phi(Math.nextDown(Math.abs(e)) * Math.signum(e));
      assertThat(LogSpace.phi(e)).isCloseTo(inside, withinPercentage(1e-12));
    }
    assertThat(LogSpace.phi(1e-9)).isCloseTo(5e-19, withinPercentage(1e-7));
    assertThat(LogSpace.phi(0.0)).isEqualTo(0.0);
    assertThat(LogSpace.phi(1.0)).isCloseTo(2 * Math.log(2) - 1, within(1e-15));
  }

  @Test
  void sumsAndMeansOfLogs() {
    assertThat(LogSpace.add(Math.log(3), Math.log(4))).isCloseTo(Math.log(7), within(1e-15));
    assertThat(LogSpace.add(Double.NEGATIVE_INFINITY, 2.0)).isEqualTo(2.0);
    assertThat(LogSpace.mean(2.5, 2.5)).isEqualTo(2.5);
    assertThat(LogSpace.mean(900, 800)).isCloseTo(900 - Math.log(2), within(1e-12));
  }
}
