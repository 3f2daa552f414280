package io.plumbline.core.statistics;

import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Ratios and covariates: against the reference program, and by what must hold of them. */
class AdjustedArmsTest {

  private static final double TOLERANCE = 1e-9;

  @Test
  void ratiosMatchTheReferenceProgram() {
    assertThat(
            each(json("vectors/ttest_cuped_ratio.json").get("cases"))
                .filter(vector -> type(vector).equals("RatioStatistic"))
                .peek(
                    vector ->
                        check(
                            vector,
                            Ratios.arm(ReferenceArms.ratio(vector.get("control")), 0).orElseThrow(),
                            Ratios.arm(ReferenceArms.ratio(vector.get("treatment")), 0)
                                .orElseThrow()))
                .count())
        .isPositive();
  }

  @Test
  void covariatesMatchTheReferenceProgram() {
    assertThat(
            each(json("vectors/ttest_cuped_ratio.json").get("cases"))
                .filter(vector -> type(vector).equals("RegressionAdjustedStatistic"))
                .peek(AdjustedArmsTest::checkCovariate)
                .count())
        .isPositive();
  }

  @Test
  void ratiosWithCovariatesMatchTheReferenceProgram() {
    assertThat(
            each(json("vectors/ttest_cuped_ratio.json").get("cases"))
                .filter(vector -> type(vector).equals("RegressionAdjustedRatioStatistic"))
                .peek(AdjustedArmsTest::checkRatioCovariate)
                .count())
        .isPositive();
  }

  /** One unit an arm, d constant: the ratio is the mean over d, and theta = 0 changes nothing. */
  @Property(tries = 200)
  void whatAdjustsNothingIsThePlainTest(
      @ForAll @Size(min = 2, max = 20) List<@DoubleRange(min = -50, max = 90) Double> control,
      @ForAll @Size(min = 2, max = 20) List<@DoubleRange(min = -50, max = 90) Double> treatment) {
    LinearArm c = LinearArm.mean(arm(control));
    LinearArm t = LinearArm.mean(arm(treatment));
    LinearArm ratioC = Ratios.arm(moments(control, 4), 0).orElseThrow();
    LinearArm ratioT = Ratios.arm(moments(treatment, 4), 0).orElseThrow();
    LinearArm cupedC = Cuped.arm(moments(control, 7), 0, 0);
    LinearArm cupedT = Cuped.arm(moments(treatment, 7), 0, 0);
    var plain = FixedHorizon.difference(c, t, 0.05);
    var ratio = FixedHorizon.difference(ratioC, ratioT, 0.05);
    var cuped = FixedHorizon.difference(cupedC, cupedT, 0.05);
    assertThat(ratio.isPresent()).isEqualTo(plain.isPresent());
    plain.ifPresent(
        expected -> {
          assertThat(ratio.get().standardError() * 4)
              .isCloseTo(expected.standardError(), relative(expected.standardError()));
          assertThat(cuped.get().standardError())
              .isCloseTo(expected.standardError(), relative(expected.standardError()));
          assertThat(cuped.get().df()).isCloseTo(expected.df(), relative(expected.df()));
        });
    FixedHorizon.lift(c, t, 0.05)
        .ifPresent(
            expected -> {
              Estimate lift = FixedHorizon.lift(cupedC, cupedT, 0.05).orElseThrow();
              assertThat(lift.standardError())
                  .isCloseTo(expected.standardError(), relative(expected.standardError()));
            });
  }

  /** Fieller's bounds with a covariate solve their own equation, and the delta method is near. */
  @Test
  void fiellersBoundsWithACovariateSolveTheirEquation() {
    Moments control =
        Moments.ofCentred(1000, new double[] {5000, 4800}, new double[] {4000, 3000, 3600});
    Moments treatment =
        Moments.ofCentred(1100, new double[] {5800, 5310}, new double[] {4500, 3200, 4100});
    double theta = Cuped.theta(control.plus(treatment));
    LinearArm c = Cuped.arm(control, theta, 900);
    LinearArm t = Cuped.arm(treatment, theta, 900);
    PairResult result =
        PairAnalysis.compare(
            List.of(new EpochComparison(c, t, 0.5)), ValueRange.LIMITED, 0.05, 5000);
    double kappa = 2100 * Anytime.rhoSquared(0.05, 5000);
    double q = Anytime.twoSidedQuantile(kappa, 0.05);
    double pool = (c.scaledVariance() + t.scaledVariance()) / 2098;
    double vt = Math.max(t.variance(), pool) / 1100;
    double excess = Math.max(0, pool - c.variance());
    for (double lift :
        new double[] {result.anytime().lift().lower(), result.anytime().lift().upper()}) {
      double a = 1 + lift;
      double distance = t.value() - a * control.mean(0) + theta * control.mean(1);
      double variance =
          vt
              + (a * a * (control.m2(0, 0) / 999 + excess)
                      - 2 * a * theta * control.m2(0, 1) / 999
                      + theta * theta * control.m2(1, 1) / 999)
                  / 1000;
      assertThat(Math.abs(distance)).isCloseTo(q * Math.sqrt(variance), within(1e-12));
    }
    double middle = (result.anytime().lift().lower() + result.anytime().lift().upper()) / 2;
    assertThat(middle).isCloseTo(result.lift().estimate(), within(1e-3));
    assertThat(result.controlMean()).isEqualTo(5.0);
  }

  @Test
  void edges() {
    Moments zeroDenominator = Moments.ofCentred(5, new double[] {5, 0}, new double[] {2, 0, 0});
    assertThat(Ratios.arm(zeroDenominator, 0)).isEmpty();
    assertThat(Cuped.theta(zeroDenominator)).as("x does not vary").isZero();
    assertThat(Cuped.theta(Moments.ofCentred(0, new double[2], new double[3]))).isZero();
    assertThat(RatioCuped.theta(List.of(Moments.ofCentred(5, new double[4], new double[10]))))
        .isEmpty();
    LinearArm none = Cuped.arm(Moments.ofCentred(0, new double[2], new double[3]), 0, 0);
    LinearArm one = Cuped.arm(Moments.ofCentred(1, new double[2], new double[3]), 0, 0);
    assertThat(FixedHorizon.difference(none, one, 0.05)).isEmpty();
    assertThat(FixedHorizon.difference(one, one, 0.05)).isEmpty();
    assertThat(Moments.ofSums(2, new double[] {1396.87}, new double[] {52377.9767})).isEmpty();
  }

  @Property(tries = 200)
  void momentsMergeAsOnePassAtAnyCut(
      @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = -9, max = 9) Double> values,
      @ForAll @DoubleRange(min = 0, max = 1) double cut) {
    int at = (int) (cut * values.size());
    Moments whole = moments(values, 3);
    Moments merged =
        moments(values.subList(0, at), 3).plus(moments(values.subList(at, values.size()), 3));
    assertThat(merged.units()).isEqualTo(whole.units());
    assertThat(merged.mean(0)).isCloseTo(whole.mean(0), within(1e-12));
    assertThat(merged.m2(0, 0)).isCloseTo(whole.m2(0, 0), within(1e-10));
  }

  private static void checkCovariate(JsonNode vector) {
    Moments control = ReferenceArms.covariate(vector.get("control"));
    Moments treatment = ReferenceArms.covariate(vector.get("treatment"));
    JsonNode fixed = vector.get("control").get("theta");
    double theta = fixed.isNull() ? Cuped.theta(control.plus(treatment)) : fixed.asDouble();
    assertRelative(theta, vector.get("results").get(0).get("theta"));
    check(vector, Cuped.arm(control, theta, 0), Cuped.arm(treatment, theta, 0));
  }

  private static void checkRatioCovariate(JsonNode vector) {
    Moments control = ReferenceArms.ratioCovariate(vector.get("control"));
    Moments treatment = ReferenceArms.ratioCovariate(vector.get("treatment"));
    double theta = RatioCuped.theta(List.of(control, treatment)).orElseThrow();
    assertRelative(theta, vector.get("results").get(0).get("theta"));
    check(
        vector,
        RatioCuped.arm(control, theta, 0).orElseThrow(),
        RatioCuped.arm(treatment, theta, 0).orElseThrow());
  }

  static void check(JsonNode vector, LinearArm control, LinearArm treatment) {
    for (JsonNode reference : vector.get("results")) {
      double alpha = reference.get("alpha").asDouble();
      Estimate found =
          (reference.get("difference_type").asText().equals("absolute")
                  ? FixedHorizon.difference(control, treatment, alpha)
                  : FixedHorizon.lift(control, treatment, alpha))
              .orElseThrow();
      checkEstimate(found, reference);
    }
  }

  static void checkEstimate(Estimate found, JsonNode reference) {
    assertRelative(found.estimate(), reference.get("point_estimate"));
    assertRelative(found.standardError(), reference.get("standard_error"));
    assertRelative(found.df(), reference.get("dof"));
    JsonNode test = reference.get("t_two_sided");
    assertThat(found.pValue()).isCloseTo(test.get("p").asDouble(), within(TOLERANCE));
    double scale = found.standardError();
    assertThat(found.lowerBound())
        .isCloseTo(test.get("ci").get(0).asDouble(), within(TOLERANCE * scale));
    assertThat(found.upperBound())
        .isCloseTo(test.get("ci").get(1).asDouble(), within(TOLERANCE * scale));
  }

  private static void assertRelative(double found, JsonNode reference) {
    assertThat(found)
        .isCloseTo(reference.asDouble(), within(TOLERANCE * Math.abs(reference.asDouble())));
  }

  private static org.assertj.core.data.Offset<Double> relative(double value) {
    return within(1e-9 * Math.abs(value));
  }

  private static String type(JsonNode vector) {
    return vector.get("control").get("type").asText();
  }

  private static Arm arm(List<Double> values) {
    Moments moments = moments(values, 1);
    return new Arm(values.size(), moments.mean(0) * values.size(), moments.m2(0, 0), values.size());
  }

  /** Of the values beside a constant, by two passes. */
  private static Moments moments(List<Double> values, double constant) {
    int n = values.size();
    double sum = values.stream().mapToDouble(Double::doubleValue).sum();
    double m2 = values.stream().mapToDouble(y -> (y - sum / n) * (y - sum / n)).sum();
    return Moments.ofCentred(
        n, new double[] {sum, constant * n}, new double[] {n == 0 ? 0 : m2, 0, 0});
  }
}
