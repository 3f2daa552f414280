package io.plumbline.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeterogeneityTest {

  private static List<EpochCounts> segment(long... observed) {
    return List.of(new EpochCounts(observed, new long[] {1, 1}));
  }

  @Test
  void gIsReferredToChiSquared() {
    // G = 5.41153, one degree of freedom: erfc(sqrt(G / 2)) by Python's math.
    assertThat(Heterogeneity.pValue(List.of(segment(30, 10), segment(20, 20))))
        .isCloseTo(0.020004152, withinPercentage(1e-4));
  }

  @Test
  void thePlanPlaysNoPart() {
    assertThat(Heterogeneity.pValue(List.of(segment(300, 100), segment(30, 10)))).isEqualTo(1);
  }

  @Test
  void epochsAddUp() {
    List<EpochCounts> first = List.of(segment(30, 10).get(0), segment(0, 0).get(0));
    List<EpochCounts> second = List.of(segment(20, 20).get(0), segment(5, 9).get(0));

    // The second epoch has units of one segment alone, and adds no degree of freedom.
    assertThat(Heterogeneity.pValue(List.of(first, second)))
        .isEqualTo(Heterogeneity.pValue(List.of(segment(30, 10), segment(20, 20))));
  }

  @Test
  void withoutTwoOfBothThereIsNothingToCompare() {
    assertThat(Heterogeneity.pValue(List.of())).isNull();
    assertThat(Heterogeneity.pValue(List.of(segment(30, 10)))).isNull();
    assertThat(Heterogeneity.pValue(List.of(segment(30, 0), segment(20, 0)))).isNull();
  }
}
