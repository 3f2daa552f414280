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
import net.jqwik.api.constraints.IntRange;
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

  /**
   * With two variants the least that any assignment could move is the change of a share, and with
   * more nobody moves whose bucket no boundary has passed: weight that goes from one variant to its
   * neighbour takes just the units between the two boundaries.
   */
  @Property(tries = 300)
  void aChangeOfWeightsMovesOnlyTheUnitsBetweenTheOldAndTheNewBoundary(
      @ForAll @LongRange(min = 0, max = 1_000_000) long unit,
      @ForAll @IntRange(min = 0, max = 100) int first,
      @ForAll @IntRange(min = 0, max = 100) int before,
      @ForAll @IntRange(min = 0, max = 100) int after) {
    long rest = 101 - Math.min(first, 100);
    long old = Math.min(before, rest - 1);
    long now = Math.min(after, rest - 1);
    List<String> variants = List.of("a", "b", "c");
    String id = "u" + unit;
    double bucket = Assignment.bucket(id, "salt", "sha256");
    Optional<String> from = assign(id, variants, new long[] {first, old, 200 - first - old}, 1);
    Optional<String> to = assign(id, variants, new long[] {first, now, 200 - first - now}, 1);
    double low = (first + Math.min(old, now)) / 200.0;
    double high = (first + Math.max(old, now)) / 200.0;
    assertThat(to.equals(from)).isEqualTo(!(bucket >= low && bucket < high));
  }

  @Property(tries = 20)
  void whatMovesIsTheLeastThatCouldMove(
      @ForAll @IntRange(min = 1, max = 99) int before,
      @ForAll @IntRange(min = 1, max = 99) int after) {
    int moved = 0;
    for (int i = 0; i < 4000; i++) {
      Optional<String> from = assign("m" + i, TWO, new long[] {before, 100 - before}, 1);
      Optional<String> to = assign("m" + i, TWO, new long[] {after, 100 - after}, 1);
      moved += from.equals(to) ? 0 : 1;
    }
    // Five standard deviations of a share of 4000.
    assertThat(moved / 4000.0).isCloseTo(Math.abs(before - after) / 100.0, within(0.04));
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
