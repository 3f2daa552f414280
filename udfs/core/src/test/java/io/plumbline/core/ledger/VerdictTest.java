package io.plumbline.core.ledger;

import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.MetricFixture;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.ledger.Verdict.Kind;
import io.plumbline.core.ledger.Verdict.OrientedLift;
import io.plumbline.core.ledger.Verdict.Standing;
import io.plumbline.core.statistics.SrmAlarm.Level;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The verdicts in the order in which they are tried: each test holds against all below it. */
class VerdictTest {
  private static final Experiment EXPERIMENT = experiment("x").alpha(0.05).build();
  private static final OrientedLift GAIN = new OrientedLift(true, 0.01, 0.2);
  private static final OrientedLift LOSS = new OrientedLift(false, -0.2, -0.01);
  private static final OrientedLift TINY = new OrientedLift(true, -0.01, 0.01);

  private static final Standing BETTER = primary("buy", 0.05, GAIN);
  private static final Standing WORSE = primary("open", 0.05, LOSS);
  private static final Standing UNSURE = primary("buy", 0.06, GAIN);
  private static final Standing NEGLIGIBLE = primary("buy", 0.06, TINY);
  private static final Standing PASSED = guardrail("speed", GuardrailStatus.PASS);
  private static final Standing HARMED = guardrail("crashes", GuardrailStatus.HARM);
  private static final Standing OPEN = guardrail("crashes", GuardrailStatus.CONTINUE);

  private static Standing primary(String key, double p, OrientedLift lift) {
    return primary(key, p, lift, 0.05);
  }

  private static Standing primary(String key, double p, OrientedLift lift, Double mde) {
    ExperimentMetric metric =
        new ExperimentMetric(MetricFixture.count(key).build(), MetricRole.PRIMARY, null, mde);
    return new Standing(metric, p, lift, null);
  }

  private static Standing guardrail(String key, GuardrailStatus status) {
    ExperimentMetric metric =
        new ExperimentMetric(MetricFixture.count(key).build(), MetricRole.GUARDRAIL, 0.02, null);
    return new Standing(metric, 1, null, status);
  }

  private static Verdict running(List<Standing> primaries, Standing... guardrails) {
    return Verdict.decide(EXPERIMENT, Level.WARNED, null, false, primaries, List.of(guardrails));
  }

  private static Verdict stopped(List<Standing> primaries, Standing... guardrails) {
    return Verdict.decide(EXPERIMENT, Level.HEALTHY, null, true, primaries, List.of(guardrails));
  }

  @ParameterizedTest
  @EnumSource(
      value = Level.class,
      names = {"OPENED", "ESCALATED"})
  void anAlarmOnTheSplitComesBeforeEverything(Level level) {
    Verdict verdict =
        Verdict.decide(EXPERIMENT, level, null, true, List.of(BETTER, WORSE), List.of(HARMED));

    assertThat(verdict.kind()).isEqualTo(Kind.DO_NOT_TRUST);
    assertThat(verdict.reason()).contains("the split is not as planned");
  }

  @Test
  void soDoesAnImbalance() {
    assertThat(
            Verdict.decide(
                EXPERIMENT, Level.WARNED, "so it is", true, List.of(WORSE), List.of(HARMED)))
        .isEqualTo(new Verdict(Kind.DO_NOT_TRUST, "so it is"));
  }

  @Test
  void aGuardrailThatIsWorseStops() {
    assertThat(running(List.of(BETTER, WORSE), PASSED, HARMED))
        .isEqualTo(new Verdict(Kind.STOP_HARM, "guardrail crashes is worse"));
  }

  @Test
  void aPrimaryThatIsWorseStopsWhateverTheOthersSay() {
    assertThat(running(List.of(BETTER, WORSE), PASSED))
        .isEqualTo(new Verdict(Kind.STOP_HARM, "primary open is worse"));
  }

  @Test
  void aPrimaryThatIsBetterShips() {
    assertThat(running(List.of(UNSURE, BETTER)))
        .isEqualTo(new Verdict(Kind.SHIP, "primary buy is better"));
    assertThat(stopped(List.of(BETTER), PASSED))
        .isEqualTo(new Verdict(Kind.SHIP, "primary buy is better, and every guardrail holds"));
  }

  @Test
  void theLevelItselfIsEnoughAndMoreIsNot() {
    assertThat(running(List.of(BETTER)).kind()).isEqualTo(Kind.SHIP);
    assertThat(running(List.of(UNSURE)).kind()).isEqualTo(Kind.KEEP_RUNNING);
  }

  @Test
  void anOpenGuardrailHoldsAWinnerBack() {
    assertThat(running(List.of(BETTER), PASSED, OPEN))
        .isEqualTo(
            new Verdict(Kind.KEEP_RUNNING, "primary buy is better, but guardrail crashes is open"));
    assertThat(stopped(List.of(BETTER), OPEN))
        .isEqualTo(
            new Verdict(Kind.INCONCLUSIVE, "stopped before guardrail crashes could be cleared"));
  }

  @Test
  void effectsThatAreAllTooSmallAreNone() {
    assertThat(running(List.of(NEGLIGIBLE), OPEN).kind()).isEqualTo(Kind.NO_EFFECT);
    assertThat(stopped(List.of(NEGLIGIBLE)).kind()).isEqualTo(Kind.NO_EFFECT);
    assertThat(running(List.of(NEGLIGIBLE, UNSURE)).kind()).isEqualTo(Kind.KEEP_RUNNING);
  }

  @Test
  void theSmallestEffectWorthFindingIsNotSmall() {
    OrientedLift touching = new OrientedLift(true, -0.01, 0.05);
    OrientedLift touchingBelow = new OrientedLift(true, -0.05, 0.01);

    assertThat(running(List.of(primary("buy", 1, touching))).kind()).isEqualTo(Kind.KEEP_RUNNING);
    assertThat(running(List.of(primary("buy", 1, touchingBelow))).kind())
        .isEqualTo(Kind.KEEP_RUNNING);
    assertThat(running(List.of(primary("buy", 1, TINY, null))).kind()).isEqualTo(Kind.KEEP_RUNNING);
  }

  @Test
  void aGainThatIsRuledOutIsSaid() {
    OrientedLift below = new OrientedLift(false, -0.3, 0.01);

    assertThat(running(List.of(primary("buy", 1, below))))
        .isEqualTo(new Verdict(Kind.KEEP_RUNNING, "gain ruled out"));
  }

  @Test
  void evidenceWithoutACallableLookDecidesNothing() {
    assertThat(running(List.of(primary("buy", 0.0, null))))
        .isEqualTo(new Verdict(Kind.KEEP_RUNNING, "the primary metrics cannot tell yet"));
    OrientedLift unbounded = new OrientedLift(true, null, null);
    assertThat(running(List.of(primary("buy", 1, unbounded))).kind()).isEqualTo(Kind.KEEP_RUNNING);
  }

  @Test
  void afterTheStopNothingIsExpectedAnyMore() {
    assertThat(stopped(List.of(UNSURE)))
        .isEqualTo(new Verdict(Kind.INCONCLUSIVE, "stopped before the primary metrics could tell"));
  }
}
