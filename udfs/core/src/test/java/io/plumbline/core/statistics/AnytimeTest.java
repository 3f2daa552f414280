package io.plumbline.core.statistics;

import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static io.plumbline.core.SharedData.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class AnytimeTest {

  private static final double TWELVE_DIGITS = 1e-10;

  @Test
  void halfWidthsMatchTheReference() {
    each(json("vectors/asymptotic_cs.json").get("asymptotic_cs").get("cases"))
        .forEach(
            vector -> {
              double alpha = vector.get("alpha").asDouble();
              long planned = vector.get("tuning").asLong();
              long units = vector.get("n").asLong();
              double standardError = Math.sqrt(vector.get("s2").asDouble() / units);
              double twoSided = Anytime.rhoSquared(alpha, planned);
              assertThat(Math.sqrt(twoSided))
                  .isCloseTo(vector.get("rho_gbstats").asDouble(), withinPercentage(TWELVE_DIGITS));
              assertThat(Anytime.twoSidedQuantile(units * twoSided, alpha) * standardError)
                  .isCloseTo(vector.get("halfwidth").asDouble(), withinPercentage(TWELVE_DIGITS));
              double oneSided = Anytime.rhoSquared(2 * alpha, planned);
              assertThat(Math.sqrt(oneSided))
                  .isCloseTo(
                      vector.get("rho_one_sided").asDouble(), withinPercentage(TWELVE_DIGITS));
              assertThat(Anytime.oneSidedQuantile(units * oneSided, alpha) * standardError)
                  .isCloseTo(
                      vector.get("halfwidth_one_sided").asDouble(),
                      withinPercentage(TWELVE_DIGITS));
            });
  }

  @Test
  void oneSidedBoundsMatchTheReferenceProgram() {
    each(json("vectors/ttest_cuped_ratio.json").get("cases"))
        .flatMap(vector -> each(vector.get("results")))
        .filter(result -> result.get("error").isNull())
        .forEach(AnytimeTest::checkOneSided);
  }

  /** An interval touches 0 exactly when its p-value is alpha. */
  @Test
  void intervalsAndPValuesAreDual() {
    for (double alpha : new double[] {0.001, 0.05, 0.2}) {
      double kappa = 700 * Anytime.rhoSquared(alpha, 5000);
      double z = Anytime.twoSidedQuantile(kappa, alpha);
      assertThat(Anytime.pValue(Anytime.logE(z, kappa))).isCloseTo(alpha, within(1e-14));
      double oneSided = 700 * Anytime.rhoSquared(2 * alpha, 5000);
      double bound = Anytime.oneSidedQuantile(oneSided, alpha);
      assertThat(Anytime.oneSidedPValue(bound, oneSided)).isCloseTo(alpha, within(1e-14));
    }
  }

  @Test
  void nothingAgainstTheNullIsAPValueOfOne() {
    assertThat(Anytime.oneSidedPValue(0.0, 2.0)).isEqualTo(1.0);
    assertThat(Anytime.oneSidedPValue(-5.0, 2.0)).isEqualTo(1.0);
    assertThat(Anytime.oneSidedPValue(1e3, 2.0)).isEqualTo(0.0);
    assertThat(Anytime.look(0.0, 1.0, 100, 0.05, 5000).pValue()).isEqualTo(1.0);
  }

  @Test
  void errorsNameTheValue() {
    assertThatThrownBy(() -> Anytime.look(1, 0, 100, 0.05, 5000))
        .hasMessageContaining("standard_error is 0.0");
    assertThatThrownBy(() -> Anytime.look(Double.NaN, 1, 100, 0.05, 5000))
        .hasMessageContaining("estimate is NaN");
    assertThatThrownBy(() -> Anytime.look(1, 1, 0, 0.05, 5000)).hasMessageContaining("n is 0");
    assertThatThrownBy(() -> Anytime.look(1, 1, 100, 1.0, 5000))
        .hasMessageContaining("alpha is 1.0");
    assertThatThrownBy(() -> Anytime.look(1, 1, 100, 0.05, 0))
        .hasMessageContaining("planned units is 0");
  }

  private static void checkOneSided(JsonNode result) {
    for (JsonNode look : result.get("sequential")) {
      Anytime.OneSidedLook found =
          Anytime.oneSidedLook(
              result.get("point_estimate").asDouble(),
              result.get("standard_error").asDouble(),
              result.get("n").asLong(),
              result.get("alpha").asDouble(),
              look.get("tuning").asLong());
      assertThat(found.lowerBound()).isCloseTo(number(look.get("greater_ci").get(0)), within(1e-9));
      assertThat(found.upperBound()).isCloseTo(number(look.get("lesser_ci").get(1)), within(1e-9));
      assertThat(Math.max(found.pGreater(), found.pLess())).isEqualTo(1.0);
    }
  }
}
