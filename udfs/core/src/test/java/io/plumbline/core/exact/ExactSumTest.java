package io.plumbline.core.exact;

import static io.plumbline.core.SharedData.doubles;
import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ExactSumTest {

  /** Sums of the doubles as rational numbers, rounded once: to the last bit, in either order. */
  @Test
  void matchesTheExactReferenceToTheLastBit() {
    each(json("vectors/exact_sums.json").get("cases")).forEach(ExactSumTest::check);
  }

  @Property
  void everyDoubleIsHeldExactly(@ForAll double value) {
    if (Double.isFinite(value)) {
      assertThat(ExactSum.of(value).toDouble()).isEqualTo(value == 0.0 ? 0.0 : value);
      assertThat(ExactSum.of(value).minus(ExactSum.of(value)).toDouble()).isZero();
    }
  }

  @Property(tries = 300)
  void mergingIsOnePassAtAnyCutAndRemovingIsItsInverse(
      @ForAll @Size(max = 30) List<@DoubleRange(min = -1e6, max = 1e6) Double> values,
      @ForAll @DoubleRange(min = 0, max = 1) double cut) {
    int at = (int) (cut * values.size());
    ExactCrossMoments whole = moments(values);
    ExactCrossMoments merged = moments(values.subList(0, at));
    merged.merge(moments(values.subList(at, values.size())));
    assertSame(merged, whole);
    BigDecimal sum = values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(whole.sumY().toDouble()).isEqualTo(sum.doubleValue());
    values.subList(at, values.size()).forEach(y -> merged.remove(y, y / 3));
    assertSame(merged, moments(values.subList(0, at)));
    assertSame(ExactCrossMoments.of(whole.toMantissas(), whole.toNumbers()), whole);
  }

  /** At mean 10^6 and sd 1 a rounded sum of squares is off by 3e-4. */
  @Test
  void nothingCancels() {
    ExactCrossMoments moments = new ExactCrossMoments();
    for (int i = 0; i < 1000; i++) {
      moments.add(1e9 + i % 2, 1e-300);
    }
    assertThat(moments.m2Y()).isEqualTo(250.0);
    assertThat(moments.m2X()).isZero();
    assertThat(moments.varianceY()).isEqualTo(250.0 / 999);
    assertThat(moments.sumYy().toDouble()).isEqualTo(1000e18 + 1e12 + 500);
    assertThat(new ExactCrossMoments().m2Y()).isZero();
    assertThatThrownBy(() -> moments.add(Double.NaN, 1)).hasMessageContaining("NaN");
  }

  private static void check(JsonNode vector) {
    double[] x = doubles(vector.get("x"));
    double[] y = vector.has("y") ? doubles(vector.get("y")) : new double[x.length];
    ExactCrossMoments forwards = new ExactCrossMoments();
    ExactCrossMoments backwards = new ExactCrossMoments();
    for (int i = 0; i < x.length; i++) {
      forwards.add(x[i], y[i]);
      backwards.add(x[x.length - 1 - i], y[x.length - 1 - i]);
    }
    for (ExactCrossMoments moments : List.of(forwards, backwards)) {
      assertThat(moments.sumY().toDouble()).isEqualTo(vector.get("sum").asDouble());
      assertThat(moments.sumYy().toDouble()).isEqualTo(vector.get("sum_squares").asDouble());
      assertThat(moments.sumY().over(moments.n())).isEqualTo(vector.get("mean").asDouble());
      assertThat(moments.varianceY())
          .isEqualTo(Double.valueOf(vector.get("variance").asDouble(Double.NaN)));
      if (vector.has("sum_xy")) {
        assertThat(moments.sumXy().toDouble()).isEqualTo(vector.get("sum_xy").asDouble());
      }
    }
  }

  private static void assertSame(ExactCrossMoments found, ExactCrossMoments expected) {
    assertThat(found.n()).isEqualTo(expected.n());
    assertThat(found.nonzero()).isEqualTo(expected.nonzero());
    assertThat(found.sumY().isSame(expected.sumY())).isTrue();
    assertThat(found.sumXx().isSame(expected.sumXx())).isTrue();
    assertThat(found.sumYy().isSame(expected.sumYy())).isTrue();
    assertThat(found.sumXy().isSame(expected.sumXy())).isTrue();
    assertThat(found.m2Xy()).isEqualTo(expected.m2Xy());
  }

  private static ExactCrossMoments moments(List<Double> values) {
    ExactCrossMoments moments = new ExactCrossMoments();
    values.forEach(y -> moments.add(y, y / 3));
    return moments;
  }
}
