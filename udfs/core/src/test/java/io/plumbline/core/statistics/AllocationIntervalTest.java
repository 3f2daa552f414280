package io.plumbline.core.statistics;

import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static io.plumbline.core.SharedData.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AllocationIntervalTest {

  @Test
  void matchesTheReference() {
    each(json("vectors/srm_methods.json").get("allocation_confidence_sequence").get("cases"))
        .forEach(
            vector -> {
              List<Interval> found =
                  AllocationInterval.of(
                      longs(vector.get("counts")),
                      longs(vector.get("weights")),
                      vector.get("alpha").asDouble(),
                      vector.get("K").asDouble());
              JsonNode expected = vector.get("marginal_intervals");
              assertThat(found).hasSize(expected.size());
              for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).lower())
                    .as("%s lower %d", vector.get("counts"), i)
                    .isCloseTo(expected.get(i).get(0).asDouble(), within(1e-12));
                assertThat(found.get(i).upper())
                    .as("%s upper %d", vector.get("counts"), i)
                    .isCloseTo(expected.get(i).get(1).asDouble(), within(1e-12));
              }
            });
  }

  /** The duality with the e-value, exact for two variants. */
  @Property(tries = 300)
  void twoVariantsLeaveOutThePlannedShareExactlyWhenTheEValueRejects(
      @ForAll @LongRange(max = 5000) long control,
      @ForAll @LongRange(max = 5000) long treatment,
      @ForAll @LongRange(min = 1, max = 9) long weight,
      @ForAll @DoubleRange(min = 0.01, max = 0.2) double alpha) {
    long[] observed = {control, treatment};
    long[] weights = {1, weight};
    double margin = SrmEValue.logE(observed, weights, 1e4) + Math.log(alpha);
    if (Math.abs(margin) < 1e-9) {
      return;
    }
    Interval interval = AllocationInterval.of(observed, weights, alpha, 1e4).get(0);
    double planned = 1.0 / (1 + weight);
    boolean outside = planned < interval.lower() || planned > interval.upper();
    assertThat(outside).isEqualTo(margin > 0);
  }

  @Test
  void edges() {
    assertThat(AllocationInterval.of(new long[] {0, 0}, new long[] {1, 1}, 0.05, 1e4))
        .containsExactly(new Interval(0, 1), new Interval(0, 1));
    assertThat(AllocationInterval.of(new long[] {5, 3, 5}, new long[] {1, 0, 1}, 0.05, 1e4).get(1))
        .isEqualTo(new Interval(0, 0));
    assertThatThrownBy(() -> AllocationInterval.of(new long[] {5, 3}, new long[] {1, 1}, 0.0, 1e4))
        .hasMessageContaining("alpha is 0.0");
  }
}
