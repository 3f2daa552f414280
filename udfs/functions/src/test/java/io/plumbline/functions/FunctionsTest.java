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
    assertThat(Functions.all()).hasSize(117);
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
}
