package io.plumbline.core.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class FixedPointTest {

  @Property
  void anyBitPatternScalesAsExactArithmetic(
      @ForAll long bits, @ForAll @IntRange(max = 6) int decimals) {
    double value = Double.longBitsToDouble(bits);
    assertThat(FixedPoint.scale(value, decimals)).isEqualTo(exact(value, decimals));
  }

  @Property
  void ordinaryValuesScaleAsExactArithmetic(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double value,
      @ForAll @IntRange(max = 6) int decimals) {
    assertThat(FixedPoint.scale(value, decimals)).isEqualTo(exact(value, decimals));
  }

  @Property
  void neighboursOfTiesScaleAsExactArithmetic(
      @ForAll @LongRange(min = -1L << 54, max = 1L << 54) long halves,
      @ForAll @IntRange(max = 6) int decimals,
      @ForAll @IntRange(min = -2, max = 2) int steps) {
    double value = halves / (2 * Math.pow(10, decimals));
    double near = value + steps * Math.ulp(value);
    assertThat(FixedPoint.scale(near, decimals)).isEqualTo(exact(near, decimals));
  }

  @Test
  void usesTheDecimalsThatWereWrittenNotTheBinaryValue() {
    assertThat(FixedPoint.scale(1.005, 2)).hasValue(100);
    assertThat(FixedPoint.scale(1.015, 2)).hasValue(102);
    assertThat(FixedPoint.scale(12.345, 2)).hasValue(1234);
  }

  @Test
  void tiesGoToTheEvenNeighbour() {
    assertThat(FixedPoint.scale(0.5, 0)).hasValue(0);
    assertThat(FixedPoint.scale(1.5, 0)).hasValue(2);
    assertThat(FixedPoint.scale(-2.5, 0)).hasValue(-2);
    assertThat(FixedPoint.scale(0.125, 2)).hasValue(12);
    assertThat(FixedPoint.scale(-0.0, 6)).hasValue(0);
  }

  @Test
  void theRangeEndsAtTwoToTheSixtyTwo() {
    assertThat(FixedPoint.scale(0x1p62, 0)).hasValue(1L << 62);
    assertThat(FixedPoint.scale(-0x1p62, 0)).hasValue(-(1L << 62));
    assertThat(FixedPoint.scale(Math.nextUp(0x1p62), 0)).isEmpty();
    assertThat(FixedPoint.scale(0x1p62, 1)).isEmpty();
    assertThat(FixedPoint.scale(-Double.MAX_VALUE, 6)).isEmpty();
    assertThat(FixedPoint.scale(Double.NaN, 2)).isEmpty();
    assertThat(FixedPoint.scale(Double.POSITIVE_INFINITY, 2)).isEmpty();
  }

  @Test
  void decimalsOutsideZeroToSixAreAnError() {
    assertThatThrownBy(() -> FixedPoint.scale(1, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("decimals is 7");
  }

  private static OptionalLong exact(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return OptionalLong.empty();
    }
    BigDecimal decimal =
        Math.abs(value) < 0x1p53 ? new BigDecimal(Double.toString(value)) : new BigDecimal(value);
    BigInteger scaled =
        decimal
            .multiply(BigDecimal.TEN.pow(decimals))
            .setScale(0, RoundingMode.HALF_EVEN)
            .toBigInteger();
    return scaled.abs().compareTo(BigInteger.ONE.shiftLeft(62)) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(scaled.longValue());
  }
}
