package io.plumbline.core.statistics;

import static io.plumbline.core.SharedData.each;
import static io.plumbline.core.SharedData.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class PowerTest {

  @Test
  void matchesTheReferenceProgram() {
    JsonNode vectors = json("vectors/ttest_cuped_ratio.json").get("mid_experiment_power");
    assertThat(vectors).hasSize(4);
    each(vectors).forEach(PowerTest::check);
  }

  @Property(tries = 200)
  void theLeastEffectIsFoundWithItsPower(
      @ForAll @DoubleRange(min = 0.01, max = 10) double standardError,
      @ForAll @DoubleRange(min = 0, max = 1e6) double added,
      @ForAll @DoubleRange(min = 0.3, max = 0.99) double chance) {
    for (Power power :
        new Power[] {
          Power.fixedHorizon(standardError, 1000, 0.05),
          Power.anytime(standardError, 1000, 0.05, 5000)
        }) {
      double effect = power.minimumDetectableEffect(added, chance);
      assertThat(power.at(added, effect)).isCloseTo(chance, within(1e-12));
      double units = power.addedUnits(effect, chance).orElseThrow();
      assertThat(units).isCloseTo(added, within(1e-6 * (1000 + added)));
    }
  }

  @Test
  void noEffectIsFoundWithTheErrorAlone() {
    assertThat(Power.fixedHorizon(0.1, 1000, 0.05).at(0, 0)).isCloseTo(0.05, within(1e-15));
    assertThat(Power.fixedHorizon(0.1, 1000, 0.05).addedUnits(0, 0.8)).isEmpty();
    assertThat(Power.fixedHorizon(0.1, 1000, 0.05).addedUnits(5, 0.8)).hasValue(0);
  }

  @Test
  void errorsNameTheValue() {
    assertThatThrownBy(() -> Power.fixedHorizon(0, 10, 0.05))
        .hasMessageContaining("standard_error is 0.0");
    assertThatThrownBy(() -> Power.anytime(1, 0, 0.05, 10)).hasMessageContaining("n is 0");
    assertThatThrownBy(() -> Power.fixedHorizon(1, 10, 0.05).at(-1, 1))
        .hasMessageContaining("added_n is -1.0");
    assertThatThrownBy(() -> Power.fixedHorizon(1, 10, 0.05).addedUnits(1, 1))
        .hasMessageContaining("power is 1.0");
  }

  private static void check(JsonNode vector) {
    LinearArm control = arm(vector.get("control"));
    LinearArm treatment = arm(vector.get("treatment"));
    Estimate lift = FixedHorizon.lift(control, treatment, 0.05).orElseThrow();
    long units = control.units() + treatment.units();
    Power power =
        vector.get("sequential").asBoolean()
            ? Power.anytime(lift.standardError(), units, 0.05, vector.get("tuning").asLong())
            : Power.fixedHorizon(lift.standardError(), units, 0.05);
    double mde = vector.get("target_mde").asDouble();
    assertChance(power.at(0, mde), vector.get("power_now"));
    assertChance(power.at(units, mde), vector.get("power_x2"));
    assertChance(power.at(9.0 * units, mde), vector.get("power_x10"));
    // The reference bisects until its power is within 1e-5.
    assertThat(power.addedUnits(mde, vector.get("target_power").asDouble()).orElseThrow())
        .isCloseTo(vector.get("additional_users").asDouble(), withinPercentage(0.01));
  }

  private static void assertChance(double found, JsonNode reference) {
    assertThat(found).isCloseTo(reference.asDouble(), within(1e-9 * reference.asDouble()));
  }

  private static LinearArm arm(JsonNode arm) {
    long n = arm.get("n").asLong();
    if (arm.get("type").asText().equals("ProportionStatistic")) {
      double sum = arm.get("sum").asDouble();
      return LinearArm.proportion(new Arm(n, sum, sum - sum * sum / n, (long) sum));
    }
    Moments moments = ReferenceArms.mean(arm);
    return LinearArm.mean(new Arm(n, arm.get("sum").asDouble(), moments.m2(0, 0), 0));
  }
}
