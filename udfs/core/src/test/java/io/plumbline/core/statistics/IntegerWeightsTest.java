package io.plumbline.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntegerWeightsTest {

  @Test
  void areTheSmallestIntegersInTheSameProportion() {
    assertThat(IntegerWeights.of(0.5, 0.5)).containsExactly(1, 1);
    assertThat(IntegerWeights.of(50, 30, 20)).containsExactly(5, 3, 2);
    assertThat(IntegerWeights.of(0.1, 0.2, 0.0, 0.7)).containsExactly(1, 2, 0, 7);
    assertThat(IntegerWeights.of(0.333, 0.333, 0.334)).containsExactly(333, 333, 334);
    assertThat(IntegerWeights.of(1e6, 1e-6)).containsExactly(1_000_000_000_000L, 1);
    assertThat(IntegerWeights.of(List.of(new BigDecimal("1E+3"), new BigDecimal("500.00"))))
        .containsExactly(2, 1);
  }

  @Test
  void errorsNameTheValue() {
    assertThatThrownBy(() -> IntegerWeights.of(0.5, -0.5)).hasMessageContaining("-0.5");
    assertThatThrownBy(() -> IntegerWeights.of(0.0, 0.0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> IntegerWeights.of()).hasMessageContaining("empty");
    assertThatThrownBy(() -> IntegerWeights.of(0.5, Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> IntegerWeights.of(1, 1e-30)).hasMessageContaining("64 bits");
  }
}
