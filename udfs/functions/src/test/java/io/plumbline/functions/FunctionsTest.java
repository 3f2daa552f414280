package io.plumbline.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What needs no SQL: nulls in every place, and errors in SQL's names. */
class FunctionsTest {

  @Test
  void nullInNullOut() throws ReflectiveOperationException {
    for (Class<?> function : Functions.all().values()) {
      Object instance = function.getDeclaredConstructor().newInstance();
      for (Method eval : function.getMethods()) {
        if (eval.getName().equals("eval")) {
          assertThat(eval.invoke(instance, new Object[eval.getParameterCount()]))
              .as(eval.toString())
              .isNull();
        }
      }
    }
  }

  @Test
  void namesAreTheClassesInSnakeCase() {
    Functions.all()
        .forEach(
            (name, function) ->
                assertThat(
                        function
                            .getSimpleName()
                            .replaceAll("(?<=.)([A-Z])", "_$1")
                            .toLowerCase(Locale.ROOT))
                    .isEqualTo(name));
    assertThat(Functions.all()).hasSize(121);
  }

  @Test
  void aNullElementIsNoTest() {
    assertThat(new AdjustHolm().eval(new Double[] {0.01, null, 0.04}))
        .containsExactly(0.02, null, 0.04);
    assertThat(new EBh().eval(new Double[] {null, Math.log(150)}, 0.01))
        .as("m is 2, so 200 is needed")
        .containsExactly(null, false);
    assertThat(new SrmLogEValue().eval(new Long[] {1L, null}, new Double[] {1.0, 1.0})).isNull();
  }

  @Test
  void decimalsThatArriveAsDoublesAreExactShares() {
    Long[] observed = {30L, 60L, 10L};
    assertThat(new SrmLogEValue().eval(observed, new Double[] {0.3, 0.6, 0.1}))
        .isEqualTo(new SrmLogEValue().eval(observed, new Double[] {3.0, 6.0, 1.0}));
  }

  @Test
  void tooLittleIsNull() {
    assertThat(new MeanDifference().eval(1L, 3.0, 9.0, 50L, 50.0, 80.0, 0.05)).isNull();
    assertThat(new MeanLiftM2().eval(50L, 0.0, 9.0, 50L, 50.0, 80.0, 0.05)).isNull();
    assertThat(new AnytimeInterval().eval(0.1, 0.0, 100L, 0.05, 5000L)).isNull();
  }

  @Test
  void errorsNameTheArgument() {
    assertThatThrownBy(() -> new MeanDifference().eval(5L, 3.0, 9.0, -1L, 5.0, 8.0, 0.05))
        .hasMessage("n_t is -1; it must be at least 0");
    assertThatThrownBy(() -> new MeanLift().eval(5L, Double.NaN, 9.0, 1L, 5.0, 8.0, 0.05))
        .hasMessage("sum_c is NaN; it must be finite");
    assertThatThrownBy(() -> new MeanLiftM2().eval(5L, 1.0, 9.0, 1L, 5.0, -8.0, 0.05))
        .hasMessage("m2_t is -8.0; it must be finite and at least 0");
    assertThatThrownBy(() -> new MeanLiftM2().eval(5L, 1.0, 9.0, 1L, 5.0, 8.0, 5.0))
        .hasMessage("alpha is 5.0; it must be between 0 and 1");
    assertThatThrownBy(() -> new AssignmentBucket().eval("u", "s", "md5"))
        .hasMessageContaining("hash_version is md5");
    assertThatThrownBy(() -> new SrmChiSquared().eval(new Long[] {1L}, new Double[] {-1.0}))
        .hasMessageContaining("weights holds -1.0");
  }

  @Test
  void edgesOfSplits() {
    Double[] even = {0.5, 0.5};
    assertThat(new SrmLogEValue().eval(new Integer[] {0, 0}, even)).isZero();
    assertThat(new SrmLogEValue().eval(new Integer[] {7}, new Integer[] {1})).isZero();
    assertThat(new SrmLogEValue().eval(new Integer[] {9, 9, 5}, new Double[] {0.5, 0.5, 0.0}))
        .isEqualTo(new SrmLogEValue().eval(new Integer[] {9, 9}, even));
    assertThat(new SrmLogEValue().eval(new Long[] {4_000_000_000_000_000_000L, 0L}, even))
        .isFinite();
    assertThat(new SrmCombinedLogEValue().eval(new Integer[][] {}, new Double[][] {})).isZero();
    assertThat(new SrmCombinedLogEValue().eval(new Integer[][] {{1, null}}, new Double[][] {even}))
        .isNull();
    assertThat(new SrmLateOnsetLogEValue().eval(new Integer[][] {{0, 0}, {0, 0}}, even)).isZero();
    assertThat(new SrmAlarmLevel().eval(3.0, 0.001)).isEqualTo("HEALTHY");
    assertThatThrownBy(
            () -> new SrmCombinedLogEValue().eval(new Integer[][] {{1}}, new Double[][] {}))
        .hasMessage("observed has 1 epochs and weights has 0; they must be as many");
    assertThatThrownBy(
            () -> new SrmEpochsLogEValue().eval(new Integer[][] {{1, -2}}, new Double[][] {even}))
        .hasMessageContaining("observed[1] is -2");
    assertThatThrownBy(() -> new SrmLogEValue().eval(new Double[] {1.5, 2.0}, even))
        .hasMessageContaining("observed[0] is 1.5; it must be a whole number");
    assertThatThrownBy(() -> new SrmLogEValue().eval(new Integer[] {}, new Double[] {}))
        .hasMessageContaining("weights is empty");
    assertThatThrownBy(
            () -> new SrmAllocationInterval().eval(new Integer[] {1, 2}, even, 1.0, 100.0))
        .hasMessage("alpha is 1.0; it must be between 0 and 1");
    assertThatThrownBy(() -> new ExposureStallLogM().eval(new Integer[] {1}, even))
        .hasMessageContaining("exposures has 1 buckets and reference has 2");
  }

  @Test
  void edgesOfComparisons() {
    assertThat(new RatioLift().eval(9L, 5, 9, 0, 0, 0, 9L, 5, 9, 9, 9, 5, 0.05))
        .as("no denominator")
        .isNull();
    assertThat(new RatioDifference().eval(1L, 5, 25, 2, 4, 10, 9L, 5, 9, 9, 9, 5, 0.05)).isNull();
    assertThat(new CupedDifferenceM2().eval(9L, 5, 4, 8, 0, 0, 9L, 6, 5, 8, 0, 0, 0.05))
        .as("a covariate that does not vary adjusts nothing")
        .isEqualTo(new MeanDifferenceM2().eval(9L, 5, 4, 9L, 6, 5, 0.05));
    assertThat(new ProportionDifference().eval(50L, 0L, 50L, 0L, 0.05)).isNull();
    assertThat(new AnytimeMeanDifference().eval(1L, 3, 9, 50L, 50, 80, 0.05, 5000L)).isNull();
    assertThat(new AnytimeMeanLift().eval(50L, 0, 80, 50L, 50, 80, 0.05, 5000L)).isNull();
    assertThat(new OneSidedMeanLift().eval(50L, 1, 80, 50L, 50, 80, 0.05, 5000L))
        .as("the control is not clear of 0")
        .isNull();
    assertThat(new FiellerLift().eval(1, 1, 2, 1, 2)).isNull();
    assertThat(new ChanceToBeat().eval(0.1, 0)).isNull();
    assertThat(new ChanceToBeat().eval(0.1, 0.05))
        .isEqualTo(new ChanceToBeat().eval(.1, .05, 0, .3));
    assertThat(new AddedUnits().eval(0.1, 100L, 0, 0.8, 0.05)).isNull();
    assertThat(new QuantileDifference().eval(3L, 1, 1, 2, 90L, 1, 0, 2, 0.5, 0.05)).isNull();
    assertThat(new SketchQuantile().eval(new byte[] {1}, 0.5)).as("of nothing").isNull();
    assertThat(new SketchCap().eval(new byte[] {1}, 0.5)).isNull();
    Integer[] none = {};
    assertThat(new PostStratifiedDifference().eval(none, none, none, none, none, none, 0.05))
        .isNull();
    assertThat(new EpochsMeanDifference().eval(none, none, none, none, none, none, 0.05)).isNull();
    Integer[] two = {10, 20};
    Integer[] squares = {40, 90};
    assertThat(
            new PostStratifiedDifference()
                .eval(two, two, new Integer[] {1, null}, two, two, two, 0.05))
        .isNull();
    assertThatThrownBy(() -> new PostStratifiedLift().eval(two, two, none, two, two, squares, 0.05))
        .hasMessage("sum2_c has 0 elements and n_c has 2; they must be as many");
    assertThatThrownBy(
            () ->
                new AnytimeEpochsMeanDifference()
                    .eval(two, two, squares, two, two, squares, none, 0.05, 5000L))
        .hasMessageContaining("treatment_shares has 0 elements");
    assertThatThrownBy(
            () ->
                new PostStratifiedLift()
                    .eval(two, two, squares, two, two, new Integer[] {9, -1}, 0.05))
        .hasMessage("sum2_t[1] is -1.0; it must be finite and at least 0");
    assertThatThrownBy(() -> new ProportionLift().eval(5L, 6L, 5L, 1L, 0.05))
        .hasMessage("successes_c is 6; allowed are 0 to n_c, 5");
    assertThatThrownBy(() -> new AnytimeOneSided().eval(0.1, 0.1, 9L, 0.5, 100L))
        .hasMessage("alpha is 0.5; it must be between 0 and 1/2");
    assertThatThrownBy(
            () -> new AnytimeCupedLift().eval(9L, 1, 1, 1, 1, 1, 9L, 1, 1, 1, 1, 1, .05, 0L))
        .hasMessage("planned_n is 0; it must be at least 1");
    assertThatThrownBy(() -> new SketchQuantile().eval(new byte[] {1}, 1.5))
        .hasMessage("q is 1.5; allowed are 0 to 1");
    assertThatThrownBy(() -> new ExpectedLoss().eval(0.1, 0.05, 0, -1))
        .hasMessage("prior_sd is -1.0; it must be above 0");
  }
}
