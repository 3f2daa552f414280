package io.plumbline.core.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class QuantileSketchTest {

  @Property
  void aValueLiesBetweenTheEdgesOfItsBucketAndNearItsMiddle(@ForAll double value) {
    if (!Double.isFinite(value)) {
      return;
    }
    int bucket = Buckets.of(value);
    if (Math.abs(value) < Double.MIN_NORMAL) {
      assertThat(bucket).isEqualTo(Buckets.ZERO);
      return;
    }
    assertThat(value).isBetween(Buckets.least(bucket), Buckets.greatest(bucket));
    // An edge is itself rounded, so the bound holds but for its last digits.
    assertThat(Buckets.middle(bucket))
        .isCloseTo(value, within(Math.abs(value) * Buckets.RELATIVE_ERROR * (1 + 1e-9)));
    assertThat(Buckets.of(Buckets.least(bucket))).isEqualTo(bucket);
    assertThat(Buckets.of(Buckets.greatest(bucket))).isEqualTo(bucket);
    assertThat(Buckets.of(-value)).isEqualTo(-bucket);
  }

  @Property(tries = 200)
  void bucketsAreOrderedAsTheirValues(@ForAll List<@DoubleRange(min = -1e9, max = 1e9) Double> of) {
    List<Double> values = new ArrayList<>(of);
    Collections.sort(values);
    assertThat(values.stream().map(Buckets::of)).isSorted();
  }

  @Property(tries = 300)
  void mergingIsOnePassAtAnyCutAndInAnyOrder(
      @ForAll @Size(max = 60) List<@DoubleRange(min = -100, max = 1000) Double> values,
      @ForAll @DoubleRange(min = 0, max = 1) double cut,
      @ForAll long seed) {
    QuantileSketch whole = sketch(values);
    int at = (int) (cut * values.size());
    QuantileSketch merged = sketch(values.subList(0, at));
    merged.merge(sketch(values.subList(at, values.size())));
    List<Double> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(merged).isEqualTo(whole).isEqualTo(sketch(shuffled));
    assertThat(merged.toBytes()).isEqualTo(whole.toBytes());
    assertThat(QuantileSketch.fromBytes(whole.toBytes())).isEqualTo(whole);
    merged.subtract(sketch(values.subList(at, values.size())));
    assertThat(merged).isEqualTo(sketch(values.subList(0, at)));
  }

  @Property(tries = 300)
  void everyQuantileIsTheOrderStatisticWithinItsError(
      @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = -50, max = 50) Double> values,
      @ForAll @DoubleRange(min = 0, max = 1) double q) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    QuantileSketch sketch = sketch(values);
    double exact = sorted.get((int) sketch.rank(q) - 1);
    assertThat(sketch.quantile(q)).isCloseTo(exact, within(Math.abs(exact) * 0.005 * (1 + 1e-9)));
  }

  @Test
  void ranksAreOfTheDecimalThatWasWritten() {
    QuantileSketch hundred = new QuantileSketch();
    hundred.addToBucket(Buckets.of(1), 100);
    assertThat(hundred.rank(0.07)).as("0.07 * 100 is above 7 in doubles").isEqualTo(7);
    assertThat(hundred.rank(0)).isEqualTo(1);
    assertThat(hundred.rank(1)).isEqualTo(100);
  }

  @Test
  void aPercentileCapIsExactAtItsEdge() {
    QuantileSketch pooled = new QuantileSketch();
    for (int i = 1; i <= 1000; i++) {
      pooled.add(i);
    }
    double cut = PercentileCap.cut(pooled, 0.99);
    assertThat(cut).isBetween(990.0, 1000.0);
    long above = 0;
    for (int i = 1; i <= 1000; i++) {
      above += i > cut ? 1 : 0;
    }
    assertThat(pooled.countThrough(Buckets.of(cut))).isEqualTo(1000 - above);
  }

  @Test
  void aRemovalMayComeFirst() {
    QuantileSketch sketch = new QuantileSketch();
    sketch.remove(3);
    assertThat(sketch.count()).isEqualTo(-1);
    assertThatThrownBy(sketch::toBytes).hasMessageContaining("more was removed than added");
    sketch.add(3);
    assertThat(sketch).isEqualTo(new QuantileSketch());
  }

  @Test
  void errorsNameTheValue() {
    QuantileSketch sketch = sketch(List.of(1.0));
    assertThatThrownBy(() -> sketch.add(Double.NaN)).hasMessage("v is NaN; it must be finite");
    assertThatThrownBy(() -> sketch.quantile(1.5)).hasMessage("q is 1.5; allowed are 0 to 1");
    assertThatThrownBy(() -> new QuantileSketch().quantile(0.5)).hasMessageContaining("rank is");
    assertThatThrownBy(() -> QuantileSketch.fromBytes(new byte[] {1, (byte) 0x80}))
        .hasMessageContaining("no quantile sketch");
    assertThatThrownBy(() -> QuantileSketch.fromBytes(new byte[] {9}))
        .hasMessageContaining("version 9");
    assertThatThrownBy(() -> QuantileSketch.fromBytes(new byte[0]))
        .hasMessageContaining("no quantile sketch");
  }

  private static QuantileSketch sketch(List<Double> values) {
    QuantileSketch sketch = new QuantileSketch();
    values.forEach(sketch::add);
    return sketch;
  }
}
