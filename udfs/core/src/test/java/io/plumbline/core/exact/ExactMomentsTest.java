package io.plumbline.core.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.core.SharedData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ExactMomentsTest {

  private static final long MOST = 1L << 62;

  @Property(tries = 300)
  void sumsAreThoseOfUnboundedIntegers(
      @ForAll @Size(max = 60) List<@LongRange(min = -MOST, max = MOST) Long> values,
      @ForAll @IntRange(max = 6) int decimals) {
    ExactMoments moments = of(values);
    BigInteger sum = BigInteger.ZERO;
    BigInteger squares = BigInteger.ZERO;
    for (long y : values) {
      sum = sum.add(BigInteger.valueOf(y));
      squares = squares.add(BigInteger.valueOf(y).pow(2));
    }
    assertThat(moments.units()).isEqualTo(values.size());
    assertThat(moments.nonzeroUnits()).isEqualTo(values.stream().filter(y -> y != 0).count());
    assertThat(moments.sum()).isEqualTo(sum);
    assertThat(moments.sumOfSquares()).isEqualTo(squares);
    assertThat(moments.sum(decimals)).isEqualTo(new BigDecimal(sum, decimals));
    assertThat(moments.sumOfSquares(decimals)).isEqualTo(new BigDecimal(squares, 2 * decimals));
    assertThat(moments.sumAsDouble(decimals))
        .isEqualTo(new BigDecimal(sum, decimals).doubleValue());
    assertThat(moments.sumOfSquaresAsDouble(decimals))
        .isEqualTo(new BigDecimal(squares, 2 * decimals).doubleValue());
  }

  @Property(tries = 300)
  void mergeEqualsOnePassAtAnyCut(
      @ForAll @Size(max = 40) List<@LongRange(min = -MOST, max = MOST) Long> values,
      @ForAll @IntRange(max = 40) int cut) {
    int at = Math.min(cut, values.size());
    ExactMoments left = of(values.subList(0, at));
    ExactMoments right = of(values.subList(at, values.size()));
    ExactMoments merged = right.copy();
    merged.add(left);
    assertThat(merged).isEqualTo(of(values)).hasSameHashCodeAs(of(values));
    merged.subtract(right);
    assertThat(merged).isEqualTo(left);
  }

  @Property(tries = 300)
  void removalAndReplacementAreExactInverses(
      @ForAll @Size(max = 20) List<@LongRange(min = -MOST, max = MOST) Long> values,
      @ForAll @LongRange(min = -MOST, max = MOST) long from,
      @ForAll @LongRange(min = -MOST, max = MOST) long to) {
    ExactMoments moments = of(values);
    ExactMoments before = moments.copy();
    moments.addUnit(from);
    moments.replaceUnit(from, to);
    ExactMoments direct = before.copy();
    direct.addUnit(to);
    assertThat(moments).isEqualTo(direct);
    moments.removeUnit(to);
    assertThat(moments).isEqualTo(before);
  }

  @Property(tries = 300)
  void aDeltaMayBeNegative(
      @ForAll @Size(max = 20) List<@LongRange(min = -MOST, max = MOST) Long> values) {
    ExactMoments delta = new ExactMoments();
    values.forEach(delta::removeUnit);
    delta.addEvents(-3);
    delta.addDuplicates(-1);
    delta.addUnits(-2);
    ExactMoments moments = of(values);
    moments.addUnits(2);
    moments.addEvents(3);
    moments.addDuplicates(1);
    assertThat(delta.sumOfSquares()).isEqualTo(moments.sumOfSquares().negate());
    assertThat(ExactMoments.fromWords(delta.toWords())).isEqualTo(delta);
    moments.add(delta);
    assertThat(moments.isZero()).isTrue();
    assertThat(moments).isEqualTo(new ExactMoments());
  }

  @Test
  void centringKeepsTheDigitsThatAPlainSumOfSquaresLoses() {
    ExactMoments moments = new ExactMoments();
    for (int i = -1; i <= 1; i++) {
      moments.addUnit(1_000_000_000_000_000_000L + i);
    }
    assertThat(moments.centredSecondMoment(0)).isEqualTo(2.0);
    assertThat(moments.centredSecondMoment(6)).isEqualTo(2e-12);
    assertThat(new ExactMoments().centredSecondMoment(2)).isEqualTo(0.0);
  }

  @Test
  void manyLargestUnitsStayExact() {
    ExactMoments moments = new ExactMoments();
    moments.addUnit(MOST);
    for (int doubling = 0; doubling < 40; doubling++) {
      moments.add(moments.copy());
    }
    assertThat(moments.units()).isEqualTo(1L << 40);
    assertThat(moments.sum()).isEqualTo(BigInteger.ONE.shiftLeft(102));
    assertThat(moments.sumOfSquares()).isEqualTo(BigInteger.ONE.shiftLeft(164));
  }

  @Test
  void rationalSumsOfRealisticData() {
    SharedData.each(SharedData.json("vectors/exact_sums.json").get("cases"))
        .forEach(ExactMomentsTest::checkAgainstDecimals);
  }

  @Test
  void aWrongNumberOfWordsIsAnError() {
    assertThatThrownBy(() -> ExactMoments.fromWords(new long[8])).hasMessageContaining("length 8");
  }

  /** The vectors' values have at most six decimals, so that as fixed-point they are exact too. */
  private static void checkAgainstDecimals(JsonNode vector) {
    ExactMoments moments = new ExactMoments();
    for (double x : SharedData.doubles(vector.get("x"))) {
      moments.addUnit(FixedPoint.scale(x, 6).orElseThrow());
    }
    assertThat(moments.sumAsDouble(6)).isEqualTo(vector.get("sum").asDouble());
    assertThat(moments.sumOfSquaresAsDouble(6)).isEqualTo(vector.get("sum_squares").asDouble());
    BigInteger n = BigInteger.valueOf(moments.units());
    BigInteger scale = BigInteger.TEN.pow(6);
    assertThat(ExactRatio.toDouble(moments.sum(), n.multiply(scale)))
        .isEqualTo(vector.get("mean").asDouble());
    if (vector.get("variance").isNumber()) {
      assertThat(moments.centredSecondMoment(6) / (moments.units() - 1))
          .isCloseTo(vector.get("variance").asDouble(), withinPercentage(1e-13));
    }
  }

  private static ExactMoments of(List<Long> values) {
    ExactMoments moments = new ExactMoments();
    values.forEach(moments::addUnit);
    return moments;
  }
}
