package io.plumbline.core.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExactRatioTest {

  private static final String WIDE =
      "1606938044258990275541962092341162602522202993782792835301376";

  @Property
  void isTheNearestDouble(
      @ForAll @BigRange(min = "-" + WIDE, max = WIDE) BigInteger numerator,
      @ForAll @BigRange(min = "1", max = WIDE) BigInteger denominator) {
    assertNearest(numerator, denominator);
  }

  @Property
  void isTheNearestDoubleAtEveryMagnitude(
      @ForAll @BigRange(min = "-" + WIDE, max = WIDE) BigInteger numerator,
      @ForAll @BigRange(min = "1", max = WIDE) BigInteger denominator,
      @ForAll @IntRange(min = -1200, max = 1200) int shift) {
    assertNearest(
        shift >= 0 ? numerator.shiftLeft(shift) : numerator,
        shift >= 0 ? denominator : denominator.shiftLeft(-shift));
  }

  @Property
  void midpointsBetweenDoublesGoToTheEvenOne(@ForAll double value) {
    double next = Math.nextUp(value);
    if (!Double.isFinite(value) || !Double.isFinite(next)) {
      return;
    }
    BigDecimal twice = new BigDecimal(value).add(new BigDecimal(next));
    BigInteger denominator =
        BigInteger.TWO.multiply(BigInteger.TEN.pow(Math.max(0, twice.scale())));
    BigInteger numerator = twice.setScale(Math.max(0, twice.scale())).unscaledValue();
    double even = (Double.doubleToLongBits(value) & 1) == 0 ? value : next;
    assertThat(ExactRatio.toDouble(numerator, denominator)).isEqualByComparingTo(even + 0.0);
  }

  @Test
  void signsAndZero() {
    assertThat(ExactRatio.toDouble(BigInteger.ZERO, BigInteger.TEN.negate())).isEqualTo(0.0);
    assertThat(ExactRatio.toDouble(BigInteger.ONE.negate(), BigInteger.TWO)).isEqualTo(-0.5);
    assertThat(ExactRatio.toDouble(BigInteger.ONE, BigInteger.TWO.negate())).isEqualTo(-0.5);
    assertThatThrownBy(() -> ExactRatio.toDouble(BigInteger.ONE, BigInteger.ZERO))
        .hasMessageContaining("denominator is 0");
  }

  /** Compares with the decimal quotient at far more digits than decide a rounding by chance. */
  private static void assertNearest(BigInteger numerator, BigInteger denominator) {
    double expected =
        new BigDecimal(numerator)
            .divide(new BigDecimal(denominator), new MathContext(900))
            .doubleValue();
    assertThat(ExactRatio.toDouble(numerator, denominator)).isEqualByComparingTo(expected);
  }
}
