package io.plumbline.core.statistics;

import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static io.plumbline.core.SharedData.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairAnalysisTest {

  private static final long PLANNED = 5000;

  @Test
  void fixedHorizonMatchesTheReferenceProgram() {
    each(json("vectors/ttest_cuped_ratio.json").get("cases"))
        .filter(PairAnalysisTest::isMeanOrProportion)
        .forEach(PairAnalysisTest::checkFixedHorizon);
  }

  @Test
  void anytimeWithoutFloorMatchesTheReferenceProgram() {
    each(json("vectors/ttest_cuped_ratio.json").get("cases"))
        .filter(PairAnalysisTest::isMeanOrProportion)
        .flatMap(vector -> each(vector.get("results")))
        .filter(result -> result.get("error").isNull())
        .forEach(PairAnalysisTest::checkAnytime);
  }

  /** Retention of a real experiment, both metrics, difference and lift. */
  @Test
  void aRealExperimentMatchesTheReference() {
    JsonNode expected = json("cookie_cats/expected.json");
    for (String metric : new String[] {"retention_1", "retention_7"}) {
      JsonNode sums = expected.get("final_variant_metrics").get(metric);
      PairResult result =
          PairAnalysis.analyse(
              List.of(
                  new EpochPair(
                      proportion(sums.get("gate_30")), proportion(sums.get("gate_40")), 0.5)),
              ValueRange.BINARY,
              0.05,
              PLANNED);
      JsonNode reference = expected.get("fixed_horizon").get(metric);
      assertEstimate(result.difference(), reference.get("difference"));
      assertEstimate(result.lift(), reference.get("lift"));
      assertThat(result.liftReliable()).isTrue();
      assertThat(result.callable()).isTrue();
    }
  }

  @Test
  void equalVariancesLeaveTheFloorIdle() {
    Arm control = new Arm(1000, 5000, 999 * 4.0, 900);
    Arm treatment = new Arm(1000, 5300, 999 * 4.0, 900);
    PairResult result = analyse(new EpochPair(control, treatment, 0.5));
    Anytime.Look look =
        Anytime.look(
            result.difference().estimate(),
            result.difference().standardError(),
            2000,
            0.05,
            PLANNED);
    assertThat(result.anytime().logE()).isEqualTo(look.logE());
    assertThat(result.anytime().difference())
        .isEqualTo(new Interval(look.lowerBound(), look.upperBound()));
  }

  /** s_c^2 = 4, s_t^2 = 1: the pool's is (999 4 + 99 1) / 1098, and only treatment is raised. */
  @Test
  void theFloorRaisesTheSmallerVarianceToThePools() {
    Arm control = new Arm(1000, 5000, 999 * 4.0, 900);
    Arm treatment = new Arm(100, 530, 99 * 1.0, 90);
    PairResult result = analyse(new EpochPair(control, treatment, 0.1));
    double pool = (999 * 4.0 + 99 * 1.0) / 1098;
    double floored = Math.sqrt(4.0 / 1000 + pool / 100);
    Anytime.Look look = Anytime.look(result.difference().estimate(), floored, 1100, 0.05, PLANNED);
    assertThat(result.anytime().logE()).isCloseTo(look.logE(), within(1e-14));
    assertThat(result.difference().standardError())
        .isCloseTo(Math.sqrt(4.0 / 1000 + 1.0 / 100), within(1e-16));
  }

  /** D = sum h D / sum h, V = sum h^2 V / (sum h)^2, written out for two epochs. */
  @Test
  void epochsCombineByTheirHarmonicWeights() {
    EpochPair ramp = new EpochPair(new Arm(900, 900, 1798, 500), new Arm(100, 130, 297, 60), 0.1);
    EpochPair even = new EpochPair(new Arm(500, 1000, 998, 400), new Arm(500, 1100, 998, 410), 0.5);
    PairResult result =
        PairAnalysis.analyse(List.of(ramp, even), ValueRange.LIMITED, 0.05, PLANNED);
    double first = 900.0 * 100 / 1000 / (90 + 250);
    double second = 250.0 / (90 + 250);
    assertThat(result.difference().estimate()).isCloseTo(first * 0.3 + second * 0.2, within(1e-14));
    double treatment = first * first * 0.03 + second * second * (2.0 / 500);
    double control = first * first * (2.0 / 900) + second * second * (2.0 / 500);
    assertThat(result.difference().standardError())
        .isCloseTo(Math.sqrt(treatment + control), within(1e-15));
    assertThat(result.controlMean()).isCloseTo(first * 1 + second * 2, within(1e-15));
    assertThat(result.lift().estimate())
        .isCloseTo(result.difference().estimate() / result.controlMean(), within(1e-15));
    double df =
        Math.pow(treatment + control, 2)
            / (Math.pow(first, 4) * (0.03 * 0.03 / 99 + Math.pow(2.0 / 900, 2) / 899)
                + Math.pow(second, 4) * 2 * Math.pow(2.0 / 500, 2) / 499);
    assertThat(result.difference().df()).isCloseTo(df, withinPercentage(1e-10));
    // N of kappa: 1000 + 1000 (1/4) / (9/100).
    double kappa = (1000 + 1000 * 0.25 / 0.09) * Anytime.rhoSquared(0.05, PLANNED);
    double pool = (1798 + 297 + 998 + 998) / 1996.0;
    double floored = first * first * (3.0 / 100 + pool / 900) + second * second * 2 * (pool / 500);
    double z = result.difference().estimate() / Math.sqrt(floored);
    assertThat(result.anytime().logE()).isCloseTo(Anytime.logE(z, kappa), within(1e-12));
  }

  @Test
  void anEpochWithoutBothChangesNothing() {
    EpochPair pair = new EpochPair(new Arm(900, 900, 1798, 500), new Arm(90, 130, 297, 60), 0.1);
    EpochPair off = new EpochPair(new Arm(400, 900, 1798, 300), new Arm(0, 0, 0, 0), 0.0);
    EpochPair empty = new EpochPair(new Arm(4, 9, 17, 3), new Arm(0, 0, 0, 0), 0.1);
    assertThat(PairAnalysis.analyse(List.of(off, pair, empty), ValueRange.LIMITED, 0.05, PLANNED))
        .isEqualTo(analyse(pair));
  }

  @Test
  void anEpochWithASingleUnitTakesThePoolsVariance() {
    EpochPair pair = new EpochPair(new Arm(900, 900, 1798, 500), new Arm(100, 130, 297, 60), 0.1);
    EpochPair single = new EpochPair(new Arm(50, 60, 98, 30), new Arm(1, 7, 0, 1), 0.1);
    PairResult result =
        PairAnalysis.analyse(List.of(pair, single), ValueRange.LIMITED, 0.05, PLANNED);
    double pool = (1798 + 297 + 98) / (899.0 + 99 + 49);
    double first = 90 / (90 + 50.0 / 51);
    double second = 1 - first;
    double variance = first * first * (2.0 / 900 + 0.03) + second * second * (2.0 / 50 + pool);
    assertThat(result.difference().standardError()).isCloseTo(Math.sqrt(variance), within(1e-14));
  }

  @Test
  void tooLittleIsInsufficientAndNeverNoEffect() {
    Arm one = new Arm(1, 3, 0, 1);
    Arm constant = new Arm(50, 50, 0, 50);
    Arm none = new Arm(0, 0, 0, 0);
    Arm some = new Arm(50, 50, 30, 40);
    for (EpochPair pair :
        List.of(
            new EpochPair(one, some, 0.5),
            new EpochPair(some, one, 0.5),
            new EpochPair(constant, constant, 0.5),
            new EpochPair(some, none, 0.5))) {
      PairResult result = analyse(pair);
      assertThat(result.isSufficient()).isFalse();
      assertThat(result.lift()).isNull();
      assertThat(result.anytime()).isNull();
      assertThat(result.callable()).isFalse();
      assertThat(PairAnalysis.oneSidedLift(List.of(pair), ValueRange.LIMITED, 0.05, PLANNED))
          .isEqualTo(new OneSidedBounds(null, null));
    }
    assertThat(PairAnalysis.analyse(List.of(), ValueRange.LIMITED, 0.05, PLANNED).isSufficient())
        .isFalse();
  }

  @Test
  void aControlMeanOfZeroHasADifferenceButNoLift() {
    PairResult result =
        analyse(new EpochPair(new Arm(50, 0, 90, 40), new Arm(50, 30, 90, 40), 0.5));
    assertThat(result.isSufficient()).isTrue();
    assertThat(result.lift()).isNull();
    assertThat(result.anytime().lift()).isNull();
    assertThat(result.liftReliable()).isFalse();
  }

  @Test
  void aProportionWithoutSuccessesInOneArmIsGiven() {
    Arm none = new Arm(50, 0, 0, 0);
    Arm some = new Arm(50, 3, 2.82, 3);
    PairResult result =
        PairAnalysis.analyse(
            List.of(new EpochPair(some, none, 0.5)), ValueRange.BINARY, 0.05, PLANNED);
    assertThat(result.difference().estimate()).isEqualTo(-0.06);
    // A delta-method variance of 0 says nothing; Fieller's interval still does, if it exists.
    assertThat(result.lift()).isNull();
  }

  /** At its bounds a ratio a makes t - a c lie exactly q standard errors from 0. */
  @Test
  void fiellersBoundsSolveTheirEquation() {
    for (int sign : new int[] {1, -1}) {
      Arm control = new Arm(1000, sign * 5000, 999 * 90.0, 900);
      Arm treatment = new Arm(800, sign * 4300, 799 * 120.0, 700);
      PairResult result = analyse(new EpochPair(control, treatment, 0.5));
      double q = Anytime.twoSidedQuantile(1800 * Anytime.rhoSquared(0.05, PLANNED), 0.05);
      double pool = (999 * 90.0 + 799 * 120.0) / 1798;
      for (double lift :
          new double[] {result.anytime().lift().lower(), result.anytime().lift().upper()}) {
        double a = 1 + sign * lift;
        double distance = sign * (5.375 - a * 5.0);
        double standardError = Math.sqrt(120.0 / 800 + a * a * pool / 1000);
        assertThat(Math.abs(distance) / standardError).isCloseTo(q, within(1e-10));
      }
      assertThat(result.anytime().lift().lower()).isLessThan(result.lift().estimate());
      assertThat(result.anytime().lift().upper()).isGreaterThan(result.lift().estimate());
    }
  }

  @Test
  void oneSidedBoundsAreTighterThanTheIntervalOfTheSameError() {
    EpochPair pair =
        new EpochPair(
            new Arm(1000, 5000, 999 * 9.0, 900), new Arm(1000, 5300, 999 * 9.0, 900), 0.5);
    OneSidedBounds bounds =
        PairAnalysis.oneSidedLift(List.of(pair), ValueRange.LIMITED, 0.05, PLANNED);
    Interval interval = analyse(pair).anytime().lift();
    assertThat(bounds.lower()).isBetween(interval.lower(), 0.06);
    assertThat(bounds.upper()).isBetween(0.06, interval.upper());
    assertThatThrownBy(
            () -> PairAnalysis.oneSidedLift(List.of(pair), ValueRange.LIMITED, 0.5, PLANNED))
        .hasMessageContaining("alpha is 0.5");
  }

  @Test
  void errorsNameTheValue() {
    assertThatThrownBy(() -> new Arm(-1, 0, 0, 0)).hasMessageContaining("units is -1");
    assertThatThrownBy(() -> new Arm(1, 0, 0, 2)).hasMessageContaining("nonzeroUnits is 2");
    assertThatThrownBy(() -> new Arm(1, Double.NaN, 0, 1)).hasMessageContaining("sum is NaN");
    assertThatThrownBy(() -> new Arm(1, 1, -0.5, 1)).hasMessageContaining("m2 is -0.5");
    Arm arm = new Arm(9, 9, 9, 9);
    assertThatThrownBy(() -> new EpochPair(arm, arm, 1.5)).hasMessageContaining("is 1.5");
    assertThatThrownBy(() -> PairAnalysis.analyse(List.of(), ValueRange.LIMITED, 0.0, PLANNED))
        .hasMessageContaining("alpha is 0.0");
    assertThatThrownBy(() -> PairAnalysis.analyse(List.of(), ValueRange.LIMITED, 0.05, 0))
        .hasMessageContaining("planned units is 0");
  }

  private static PairResult analyse(EpochPair pair) {
    return PairAnalysis.analyse(List.of(pair), ValueRange.LIMITED, 0.05, PLANNED);
  }

  private static boolean isMeanOrProportion(JsonNode vector) {
    String type = vector.get("control").get("type").asText();
    return type.equals("SampleMeanStatistic") || type.equals("ProportionStatistic");
  }

  private static boolean isProportion(JsonNode vector) {
    return vector.get("control").get("type").asText().equals("ProportionStatistic");
  }

  private static Arm proportion(JsonNode sums) {
    long sum = sums.has("sum_y") ? sums.get("sum_y").asLong() : sums.get("sum").asLong();
    long n = sums.has("units") ? sums.get("units").asLong() : sums.get("n").asLong();
    return new Arm(n, sum, sum - (double) sum * sum / n, sum);
  }

  private static MeanTest.Sums sums(JsonNode statistic) {
    return new MeanTest.Sums(
        statistic.get("n").asLong(),
        statistic.get("sum").asDouble(),
        statistic.get("sum_squares").asDouble());
  }

  private static void checkFixedHorizon(JsonNode vector) {
    for (JsonNode reference : vector.get("results")) {
      // The reference program refuses zero baselines and variances that this gives; see the tests
      // of edges.
      if (!reference.get("error").isNull()) {
        continue;
      }
      boolean relative = reference.get("difference_type").asText().equals("relative");
      double alpha = reference.get("alpha").asDouble();
      Estimate found;
      if (isProportion(vector)) {
        EpochPair pair =
            new EpochPair(
                proportion(vector.get("control")), proportion(vector.get("treatment")), 0.5);
        PairResult result = PairAnalysis.analyse(List.of(pair), ValueRange.BINARY, alpha, PLANNED);
        found = relative ? result.lift() : result.difference();
      } else {
        MeanTest.Sums control = sums(vector.get("control"));
        MeanTest.Sums treatment = sums(vector.get("treatment"));
        found =
            relative
                ? MeanTest.lift(control, treatment, alpha).orElseThrow()
                : MeanTest.difference(control, treatment, alpha).orElseThrow();
      }
      String name = vector.get("name") + " " + reference.get("difference_type");
      assertThat(found.estimate())
          .as(name)
          .isCloseTo(reference.get("point_estimate").asDouble(), withinPercentage(1e-7));
      assertThat(found.standardError())
          .as(name)
          .isCloseTo(reference.get("standard_error").asDouble(), withinPercentage(1e-7));
      assertThat(found.df())
          .as(name)
          .isCloseTo(reference.get("dof").asDouble(), withinPercentage(1e-7));
      JsonNode test = reference.get("t_two_sided");
      assertThat(found.pValue()).as(name).isCloseTo(test.get("p").asDouble(), within(1e-9));
      assertThat(found.lowerBound())
          .as(name)
          .isCloseTo(test.get("ci").get(0).asDouble(), within(1e-8));
      assertThat(found.upperBound())
          .as(name)
          .isCloseTo(test.get("ci").get(1).asDouble(), within(1e-8));
    }
  }

  private static void checkAnytime(JsonNode reference) {
    for (JsonNode look : reference.get("sequential")) {
      Anytime.Look found =
          Anytime.look(
              reference.get("point_estimate").asDouble(),
              reference.get("standard_error").asDouble(),
              reference.get("n").asLong(),
              reference.get("alpha").asDouble(),
              look.get("tuning").asLong());
      assertThat(found.pValue()).isCloseTo(look.get("p").asDouble(), within(1e-9));
      assertThat(found.lowerBound()).isCloseTo(number(look.get("ci").get(0)), within(1e-9));
      assertThat(found.upperBound()).isCloseTo(number(look.get("ci").get(1)), within(1e-9));
    }
  }

  private static void assertEstimate(Estimate found, JsonNode reference) {
    assertThat(found.estimate()).isCloseTo(reference.get("estimate").asDouble(), within(1e-12));
    assertThat(found.standardError()).isCloseTo(reference.get("se").asDouble(), within(1e-12));
    assertThat(found.df()).isCloseTo(reference.get("dof").asDouble(), withinPercentage(1e-9));
    assertThat(found.lowerBound()).isCloseTo(reference.get("ci").get(0).asDouble(), within(1e-9));
    assertThat(found.upperBound()).isCloseTo(reference.get("ci").get(1).asDouble(), within(1e-9));
    assertThat(found.pValue()).isCloseTo(reference.get("p").asDouble(), within(1e-9));
  }
}
