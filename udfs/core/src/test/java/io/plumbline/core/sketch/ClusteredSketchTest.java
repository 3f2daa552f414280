package io.plumbline.core.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ClusteredSketchTest {

  private static final int BUCKETS = 6;

  /** Each event is unit * 6 + bucket. */
  @Property(tries = 300)
  void theDifferencesAddUpToTheSumsOverUnits(
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 23) Integer> events,
      @ForAll @IntRange(min = 0, max = 40) int removed) {
    ClusteredSketch sketch = new ClusteredSketch();
    Map<Integer, Map<Integer, Long>> units = new TreeMap<>();
    for (int event : events) {
      Map<Integer, Long> histogram =
          units.computeIfAbsent(event / BUCKETS, ignored -> new TreeMap<>());
      sketch.add(histogram, event % BUCKETS);
      histogram.merge(event % BUCKETS, 1L, Long::sum);
    }
    List<Integer> taken = events.subList(0, Math.min(removed, events.size()));
    for (int event : taken) {
      Map<Integer, Long> histogram = units.get(event / BUCKETS);
      histogram.merge(event % BUCKETS, -1L, Long::sum);
      histogram.values().removeIf(count -> count == 0);
      sketch.remove(histogram, event % BUCKETS);
    }
    List<Integer> rest = new ArrayList<>(events.subList(taken.size(), events.size()));
    for (int edge = 0; edge < BUCKETS; edge++) {
      assertThat(sketch.through(edge)).isEqualTo(byDefinition(rest, edge));
    }
    ClusteredSketch other = new ClusteredSketch();
    other.add(Map.of(), 2);
    other.merge(sketch);
    assertThat(other.units()).isEqualTo(sketch.units() + 1);
  }

  private static ClusterSums byDefinition(List<Integer> events, int edge) {
    long[] s = new long[4];
    long[] n = new long[4];
    for (int event : events) {
      n[event / BUCKETS]++;
      s[event / BUCKETS] += event % BUCKETS <= edge ? 1 : 0;
    }
    long units = 0;
    long[] sums = new long[5];
    for (int i = 0; i < n.length; i++) {
      units += n[i] > 0 ? 1 : 0;
      sums[0] += s[i];
      sums[1] += s[i] * s[i];
      sums[2] += n[i];
      sums[3] += n[i] * n[i];
      sums[4] += s[i] * n[i];
    }
    return new ClusterSums(units, sums[0], sums[1], sums[2], sums[3], sums[4]);
  }
}
