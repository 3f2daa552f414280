package io.plumbline.core.statistics;

import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class BayesTest {

  @Test
  void matchesTheReferenceProgram() {
    long checked =
        each(json("vectors/ttest_cuped_ratio.json").get("cases"))
            .flatMap(vector -> each(vector.get("results")))
            .filter(result -> result.get("error").isNull())
            .mapToLong(BayesTest::check)
            .sum();
    assertThat(checked).isGreaterThan(50);
  }

  /** phi(z) - z P(Z > z); mpmath 1.3.0, 40 digits. */
  @Test
  void lossesKeepTheirDigitsFarOut() {
    double[][] references = {
      {-5, 5.0000000534616553383},
      {0, 0.39894228040143267794},
      {0.3, 0.2667612421172098768},
      {2.9, 0.00054167384866214375565},
      {3.1, 0.00026724909522301410659},
      {8, 7.5502624119464989137e-17},
      {20, 1.3700124947295799431e-90},
      {37, 1.5451991905122024593e-301}
    };
    for (double[] reference : references) {
      assertThat(Normal.loss(reference[0])).isCloseTo(reference[1], withinPercentage(1e-10));
    }
    assertThat(Normal.cdf(-37)).isCloseTo(5.7255712225245768227e-300, withinPercentage(1e-10));
  }

  @Test
  void aTightPriorDecidesAndAFlatOneDoesNot() {
    assertThat(Bayes.posterior(0.2, 0.1, 0, 1e-9).mean()).isCloseTo(0, within(1e-15));
    assertThat(Bayes.posterior(0.2, 0.1, 0, Double.POSITIVE_INFINITY))
        .isEqualTo(new Bayes.Posterior(0.2, 0.1));
    assertThat(Bayes.posterior(1e200, 1e200, 0, 1e-200).sd())
        .isCloseTo(1e-200, withinPercentage(1e-9));
    assertThatThrownBy(() -> Bayes.posterior(0.2, 0.1, 0, 0))
        .hasMessage("prior_sd is 0.0; it must be above 0");
    assertThatThrownBy(() -> Bayes.posterior(0.2, 0, 0, 1))
        .hasMessageContaining("standard_error is 0.0");
  }

  /** The reference states priors on the lift, and "inverse" where lower is better. */
  private static long check(JsonNode result) {
    if (!result.get("difference_type").asText().equals("relative")) {
      return 0;
    }
    long checked = 0;
    for (JsonNode reference : result.get("bayes")) {
      if (!reference.get("error").isNull()) {
        continue;
      }
      boolean inverse = reference.get("inverse").asBoolean();
      Bayes.Posterior posterior =
          Bayes.posterior(
              result.get("point_estimate").asDouble(),
              result.get("standard_error").asDouble(),
              reference.get("prior_mean").asDouble(),
              reference.get("proper").asBoolean()
                  ? Math.sqrt(reference.get("prior_variance").asDouble())
                  : Double.POSITIVE_INFINITY);
      Bayes.Posterior oriented =
          inverse ? new Bayes.Posterior(-posterior.mean(), posterior.sd()) : posterior;
      assertThat(posterior.mean()).isCloseTo(reference.get("expected").asDouble(), within(1e-12));
      assertThat(oriented.chanceToBeat())
          .isCloseTo(reference.get("chance_to_win").asDouble(), within(1e-9));
      assertThat(oriented.expectedLoss())
          .isCloseTo(reference.get("risk").get(1).asDouble(), within(1e-9));
      checked++;
    }
    return checked;
  }
}
