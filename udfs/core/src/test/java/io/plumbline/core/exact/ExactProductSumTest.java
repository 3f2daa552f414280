package io.plumbline.core.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ExactProductSumTest {

  private static final long LIMIT = FixedPoint.MAX_MAGNITUDE;

  @Property(tries = 500)
  void isTheSumOfProductsInAnyOrderAndEveryStepCanBeUndone(
      @ForAll @Size(max = 20) List<@LongRange(min = -LIMIT, max = LIMIT) Long> a,
      @ForAll @Size(max = 20) List<@LongRange(min = -LIMIT, max = LIMIT) Long> b) {
    int n = Math.min(a.size(), b.size());
    ExactProductSum whole = new ExactProductSum();
    ExactProductSum first = new ExactProductSum();
    ExactProductSum second = new ExactProductSum();
    BigInteger expected = BigInteger.ZERO;
    for (int i = 0; i < n; i++) {
      whole.add(a.get(i), b.get(i));
      (i % 2 == 0 ? first : second).add(a.get(n - 1 - i), b.get(n - 1 - i));
      expected = expected.add(BigInteger.valueOf(a.get(i)).multiply(BigInteger.valueOf(b.get(i))));
    }
    ExactProductSum merged = ExactProductSum.fromWords(first.toWords());
    merged.add(second);
    assertThat(merged).isEqualTo(whole);
    assertThat(whole.value()).isEqualTo(expected);
    merged.subtract(second);
    assertThat(merged).isEqualTo(first);
    for (int i = 0; i < n; i++) {
      whole.remove(a.get(i), b.get(i));
    }
    assertThat(whole).isEqualTo(new ExactProductSum());
  }

  @Property(tries = 200)
  void ofAVariableWithItselfIsTheSumOfSquares(
      @ForAll @Size(max = 20) List<@LongRange(min = -LIMIT, max = LIMIT) Long> values) {
    ExactMoments moments = new ExactMoments();
    ExactProductSum products = new ExactProductSum();
    for (long y : values) {
      moments.addUnit(y);
      products.add(y, y);
    }
    assertThat(products.value(4)).isEqualTo(moments.sumOfSquares(2));
    assertThat(products.centredSecondMoment(moments.units(), moments.sum(), moments.sum(), 4))
        .isEqualTo(moments.centredSecondMoment(2));
  }

  @Test
  void valuesAreInTheMetricsUnits() {
    ExactProductSum sum = new ExactProductSum();
    sum.add(-1234, 5);
    assertThat(sum.value(3)).isEqualTo(new BigDecimal("-6.170"));
    assertThat(sum.valueAsDouble(3)).isEqualTo(-6.17);
    assertThat(sum.centredSecondMoment(0, BigInteger.ZERO, BigInteger.ZERO, 3)).isZero();
    assertThatThrownBy(() -> sum.value(13)).hasMessage("decimals is 13; allowed are 0 to 12");
    assertThatThrownBy(() -> ExactProductSum.fromWords(new long[2]))
        .hasMessage("words has length 2; it must be 3");
  }
}
