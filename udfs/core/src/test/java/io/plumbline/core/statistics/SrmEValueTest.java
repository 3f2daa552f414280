package io.plumbline.core.statistics;

import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static io.plumbline.core.SharedData.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SrmEValueTest {

  /** The 60-digit values beside the original program's; only those whose prior is K p. */
  @Test
  void matchesTheReferenceToTwelveDigits() {
    each(json("vectors/srm_sequential.json").get("cases"))
        .filter(vector -> vector.get("dirichlet_probability").isNull())
        .forEach(
            vector -> {
              long[] weights = longs(vector.get("integer_weights"));
              double concentration = vector.get("dirichlet_concentration").asDouble();
              each(vector.get("steps"))
                  .forEach(
                      step -> {
                        double exact = step.get("log_bayes_factor_exact").asDouble();
                        assertThat(
                                SrmEValue.logE(
                                    longs(step.get("cumulative")), weights, concentration))
                            .as("%s, step %s", vector.get("name"), step.get("step"))
                            .isCloseTo(exact, tight(exact));
                      });
            });
  }

  @Test
  void theMixtureMatchesTheReference() {
    each(json("vectors/srm_methods.json").get("concentration_mixture").get("cases"))
        .forEach(
            vector -> {
              double exact = vector.get("log_e_mixture").asDouble();
              assertThat(SrmEValue.logE(longs(vector.get("counts")), longs(vector.get("weights"))))
                  .isCloseTo(exact, tight(exact));
            });
  }

  @Test
  void everySegmentOfTheReferenceDiagnosisMatches() {
    each(json("vectors/srm_methods.json").get("segment_localisation").get("cases"))
        .forEach(
            vector -> {
              long[] weights = longs(vector.get("weights"));
              assertMixture(vector, "overall_counts", "overall_log_e_mixture", weights);
              assertMixture(vector, "remainder_counts", "remainder_log_e_mixture", weights);
              each(vector.get("segments"))
                  .forEach(segment -> assertMixture(segment, "counts", "log_e_mixture", weights));
            });
  }

  @Test
  void aFamousSplitIsNoAlarm() {
    JsonNode srm = json("cookie_cats/expected.json").get("srm");
    assertThat(SrmEValue.logE(new long[] {44_700, 45_489}, new long[] {1, 1}))
        .isCloseTo(srm.get("log_e_mixture").asDouble(), within(1e-12));
  }

  @Test
  void nothingObservedOrOneVariantIsNoEvidence() {
    assertThat(SrmEValue.logE(new long[] {0, 0}, new long[] {1, 1})).isEqualTo(0.0);
    assertThat(SrmEValue.logE(new long[] {7}, new long[] {3})).isEqualTo(0.0);
    assertThat(SrmEValue.logE(new long[] {7, 9}, new long[] {3, 0})).isEqualTo(0.0);
    assertThat(SrmEValue.logE(new long[] {7, 0}, new long[] {3, 0}, 1.0)).isEqualTo(0.0);
  }

  @Test
  void aVariantThatIsOffIsOutside() {
    assertThat(SrmEValue.logE(new long[] {502, 30, 498}, new long[] {1, 0, 1}))
        .isEqualTo(SrmEValue.logE(new long[] {502, 498}, new long[] {1, 1}));
  }

  @Test
  void weightsBeyondSixtyFourBitsOfProductAreExact() {
    long third = 3_333_333_333_333_333L;
    assertThat(
            SrmEValue.logE(
                new long[] {1_000_000_000_000L, 1_000_000_000_000L}, new long[] {third, third}))
        .isEqualTo(
            SrmEValue.logE(new long[] {1_000_000_000_000L, 1_000_000_000_000L}, new long[] {1, 1}));
  }

  /** With K = 2 and weights 1:1 the prior is uniform: E = 2^N n1! n2! / (N+1)!. */
  @Test
  void aUniformPriorHasAClosedForm() {
    assertThat(SrmEValue.logE(new long[] {3, 1}, new long[] {1, 1}, 2.0))
        .isCloseTo(Math.log(16.0 * 6.0 / 120.0), within(1e-15));
  }

  @Test
  void errorsNameTheValue() {
    assertThatThrownBy(() -> SrmEValue.logE(new long[] {1, -2}, new long[] {1, 1}))
        .hasMessageContaining("observed[1] is -2");
    assertThatThrownBy(() -> SrmEValue.logE(new long[] {1, 2}, new long[] {1, -1}))
        .hasMessageContaining("weights[1] is -1");
    assertThatThrownBy(() -> SrmEValue.logE(new long[] {1, 2, 3}, new long[] {1, 1}))
        .hasMessageContaining("3 variants");
    assertThatThrownBy(() -> SrmEValue.logE(new long[] {1, 2}, new long[] {0, 0}))
        .hasMessageContaining("none above 0");
    assertThatThrownBy(() -> SrmEValue.logE(new long[] {1, 2}, new long[] {1, 1}, 0.0))
        .hasMessageContaining("concentration is 0.0");
  }

  @Test
  void oneLooksPValueIsTheInverseAtMostOne() {
    assertThat(List.of(SrmEValue.anytimePValue(-3.0), SrmEValue.anytimePValue(Math.log(1000))))
        .first()
        .isEqualTo(1.0);
    assertThat(SrmEValue.anytimePValue(Math.log(1000))).isCloseTo(0.001, within(1e-17));
  }

  private static void assertMixture(JsonNode node, String counts, String logE, long[] weights) {
    double exact = node.get(logE).asDouble();
    assertThat(SrmEValue.logE(longs(node.get(counts)), weights)).isCloseTo(exact, tight(exact));
  }

  static Offset<Double> tight(double exact) {
    return within(1e-12 * Math.max(1.0, Math.abs(exact)));
  }
}
