package io.plumbline.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class WideIntegerTest {

  @Property
  void isTheNearestDouble(@ForAll long high, @ForAll long low) {
    BigInteger value =
        BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)));
    assertThat(WideInteger.toDouble(high, low)).isEqualTo(value.doubleValue());
    assertThat(WideInteger.toDouble(low >> 63, low)).isEqualTo((double) low);
    assertThat(WideInteger.toDouble(0, low))
        .isEqualTo(new BigInteger(Long.toUnsignedString(low)).doubleValue());
  }

  @Property
  void productsAreExact(
      @ForAll @LongRange(min = 0) long a,
      @ForAll @LongRange(min = 0) long b,
      @ForAll @LongRange(min = 0) long c,
      @ForAll @LongRange(min = 0) long d) {
    BigInteger left = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
    BigInteger right = BigInteger.valueOf(c).multiply(BigInteger.valueOf(d));
    assertThat(WideInteger.differenceOfProducts(a, b, c, d))
        .isEqualTo(left.subtract(right).doubleValue());
    assertThat(WideInteger.productAtLeast(a, b, c, d)).isEqualTo(left.compareTo(right) >= 0);
  }
}
