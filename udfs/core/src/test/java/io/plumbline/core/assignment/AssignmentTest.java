package io.plumbline.core.assignment;

import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AssignmentTest {

  private static final List<String> TWO = List.of("control", "treatment");

  /** Each vector is [seed, unit, version, bucket or null]. */
  @Test
  void bucketsMatchThoseOfTheGrowthBookSdk() {
    each(json("vectors/growthbook_hash.json").get("hash"))
        .filter(vector -> vector.get(3).isNumber())
        .forEach(
            vector ->
                assertThat(
                        Assignment.bucket(
                            vector.get(1).asText(),
                            vector.get(0).asText(),
                            "growthbook-" + vector.get(2).asInt()))
                    .as(vector.toString())
                    .isEqualTo(vector.get(3).asDouble()));
  }

  /** sha256("salt.unit") begins 5f6ed042, as sha256sum gives it. */
  @Test
  void sha256IsTheLeadingBytesAsAFraction() {
    assertThat(Assignment.bucket("unit", "salt", "sha256"))
        .isCloseTo(0x5f6ed042L / 0x1p32, within(0x1p-31));
  }

  @Property
  void aChangeOfTrafficNeverMovesAUnitBetweenVariants(
      @ForAll @LongRange(min = 0, max = 1_000_000) long unit,
      @ForAll @DoubleRange(min = 0, max = 1) double low,
      @ForAll @DoubleRange(min = 0, max = 1) double high) {
    List<String> variants = List.of("a", "b", "c", "d");
    long[] weights = {1, 0, 3, 3};
    Optional<String> full = assign("u" + unit, variants, weights, 1.0);
    Optional<String> less = assign("u" + unit, variants, weights, Math.min(low, high));
    Optional<String> more = assign("u" + unit, variants, weights, Math.max(low, high));
    assertThat(full).isPresent().isNotEqualTo(Optional.of("b"));
    assertThat(more.or(() -> full)).isEqualTo(full);
    assertThat(less.or(() -> more)).isEqualTo(more);
  }

  @Test
  void sharesComeOutAsPlanned() {
    int treated = 0;
    int out = 0;
    for (int i = 0; i < 20_000; i++) {
      Optional<String> variant = assign("user-" + i, TWO, new long[] {3, 1}, 0.5);
      treated += variant.equals(Optional.of("treatment")) ? 1 : 0;
      out += variant.isEmpty() ? 1 : 0;
    }
    assertThat(treated / 20_000.0).isCloseTo(0.125, within(0.01));
    assertThat(out / 20_000.0).isCloseTo(0.5, within(0.015));
  }

  @Test
  void decimalsAndIntegersAreTheSameWeights() {
    for (int i = 0; i < 100; i++) {
      assertThat(Assignment.assign("u" + i, "s", "growthbook-2", TWO, new double[] {0.9, 0.1}, 0.3))
          .isEqualTo(Assignment.assign("u" + i, "s", "growthbook-2", TWO, new long[] {9, 1}, 0.3));
    }
  }

  @Test
  void errorsNameTheValue() {
    assertThatThrownBy(() -> Assignment.bucket("u", "s", "md5")).hasMessageContaining("md5");
    assertThatThrownBy(() -> assign("u", TWO, new long[] {1}, 1)).hasMessageContaining("has 2");
    assertThatThrownBy(() -> assign("u", TWO, new long[] {1, 1}, 1.5))
        .hasMessageContaining("traffic is 1.5");
    assertThatThrownBy(() -> assign("u", TWO, new long[] {1, -1}, 1))
        .hasMessageContaining("weights[1] is -1");
    assertThatThrownBy(() -> assign("u", TWO, new long[] {0, 0}, 1))
        .hasMessageContaining("none above 0");
  }

  private static Optional<String> assign(
      String unit, List<String> variants, long[] weights, double traffic) {
    return Assignment.assign(unit, "salt", "sha256", variants, weights, traffic);
  }
}
