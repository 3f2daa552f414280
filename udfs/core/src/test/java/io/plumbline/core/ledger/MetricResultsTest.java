package io.plumbline.core.ledger;

import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static io.plumbline.core.experiment.MetricFixture.conversion;
import static io.plumbline.core.experiment.MetricFixture.count;
import static io.plumbline.core.ledger.LedgerBench.CONTROL;
import static io.plumbline.core.ledger.LedgerBench.TREATMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import io.plumbline.core.experiment.ExperimentFixture;
import io.plumbline.core.experiment.MetricRole;
import org.junit.jupiter.api.Test;

/** What is said of treatments: looks, verdicts, guardrails. */
class MetricResultsTest {
  private static final long ONE_HOUR_LATER = START + HOUR;
  private static final long TWO_HOURS_LATER = START + 2 * HOUR;
  private static final long STOP = START + DAY;

  /** One primary with a window: of 2,000 units each, these many converted in both groups. */
  private static LedgerBench converted(ExperimentFixture experiment, long control, long treatment) {
    return LedgerBench.of(experiment)
        .at(START)
        .units(CONTROL, 2_000)
        .units(TREATMENT, 2_000)
        .numbers(0, CONTROL, true, control, 1)
        .numbers(0, CONTROL, true, 2_000 - control, 0)
        .numbers(0, TREATMENT, true, treatment, 1)
        .numbers(0, TREATMENT, true, 2_000 - treatment, 0);
  }

  private static ExperimentFixture x() {
    return experiment("x").stoppedAt(STOP).primary(conversion("buy").window(MINUTE));
  }

  private static MetricResult mature(LedgerBench ledger) {
    return ledger.results("buy", true).get(0);
  }

  @Test
  void betweenLooksThereIsNoEvidence() {
    MetricResult result = mature(converted(x(), 400, 600).at(ONE_HOUR_LATER - MINUTE));

    assertThat(result.look()).isNull();
    assertThat(result.adjustedPValue()).isNull();
    assertThat(result.verdict().kind()).isEqualTo(Verdict.Kind.KEEP_RUNNING);
    assertThat(result.pair().callable()).isTrue();
  }

  @Test
  void theLookUsesWhatIsKnownThenWhetherOrNotARowIsPublished() {
    LedgerBench ledger = converted(x(), 400, 600).at(ONE_HOUR_LATER - MINUTE);

    ledger.at(ONE_HOUR_LATER);
    assertThat(ledger.metrics).isEmpty();
    assertThat(mature(ledger).look().pValue()).isLessThan(0.001);
    assertThat(mature(ledger).verdict().kind()).isEqualTo(Verdict.Kind.SHIP);
  }

  @Test
  void aRetiredMetricHasNoRowsAndNoSay() {
    ExperimentFixture inForce =
        x().retired(conversion("open").window(MINUTE), ONE_HOUR_LATER + MINUTE);
    ExperimentFixture gone = x().retired(conversion("open").window(MINUTE), ONE_HOUR_LATER);

    LedgerBench two = converted(inForce, 400, 600).at(ONE_HOUR_LATER);
    assertThat(two.results("open", true)).isNotEmpty();
    LedgerBench one =
        converted(gone, 400, 600)
            .numbers(1, TREATMENT, true, 7, 1)
            .numbers(1, TREATMENT, false, 7, 1)
            .at(ONE_HOUR_LATER);
    assertThat(one.results("open", true)).isEmpty();
    assertThat(one.metrics).extracting(VariantMetric::metricKey).containsOnly("buy");
    // Holm's correction is shared with what is in force only.
    assertThat(mature(two).adjustedPValue()).isEqualTo(2 * mature(one).adjustedPValue());
  }

  @Test
  void aVerdictIsPublishedOnceWhenItChanges() {
    LedgerBench ledger = converted(x(), 400, 600).at(ONE_HOUR_LATER);
    assertThat(mature(ledger).verdict().kind()).isEqualTo(Verdict.Kind.SHIP);

    assertThat(ledger.at(TWO_HOURS_LATER).isEmpty()).isTrue();
  }

  @Test
  void aChangedVerdictPublishesEveryMaturePrimary() {
    ExperimentFixture two = x().primary(conversion("open").window(MINUTE));
    LedgerBench ledger = converted(two, 400, 600).at(ONE_HOUR_LATER - MINUTE).at(ONE_HOUR_LATER);

    assertThat(ledger.metrics).isEmpty();
    assertThat(ledger.results)
        .extracting(MetricResult::metricKey, MetricResult::isMature)
        .containsExactly(tuple("buy", true), tuple("open", true));
  }

  @Test
  void theEvidenceOfALookIsNeverTakenBack() {
    LedgerBench ledger = converted(x(), 400, 600).at(ONE_HOUR_LATER);
    double p = mature(ledger).look().pValue();

    ledger.numbers(0, CONTROL, true, 2_000, 1).at(TWO_HOURS_LATER);
    assertThat(mature(ledger).look().pValue()).isLessThanOrEqualTo(p);
    assertThat(mature(ledger).adjustedPValue()).isLessThanOrEqualTo(p);
    assertThat(mature(ledger).pair().difference().estimate()).isNegative();
    assertThat(mature(ledger).status()).isEqualTo(ResultStatus.NON_STATIONARY);
  }

  @Test
  void anUnplannedSplitIsNotToBeTrusted() {
    LedgerBench ledger = converted(x(), 400, 600).units(CONTROL, 2_000).at(ONE_HOUR_LATER);

    assertThat(mature(ledger).verdict().kind()).isEqualTo(Verdict.Kind.DO_NOT_TRUST);
  }

  @Test
  void withoutAWindowMatureRowsBeginAtTheStopAndCountEveryone() {
    LedgerBench ledger =
        LedgerBench.of(experiment("x").stoppedAt(STOP).primary(count("buy")))
            .units(CONTROL, 2)
            .numbers(0, CONTROL, false, 1, 3)
            .at(START)
            .at(ONE_HOUR_LATER);
    assertThat(ledger.metrics(0, true)).isEmpty();
    assertThat(ledger.results("buy", true)).isEmpty();

    ledger.at(STOP);
    assertThat(ledger.metrics(0, true)).containsExactly("control 2/3", "treatment 0/0");
    assertThat(mature(ledger).verdict().kind()).isEqualTo(Verdict.Kind.INCONCLUSIVE);
  }

  @Test
  void theStopIsALookEvenOffTheGrid() {
    long stop = STOP + 12_345;
    LedgerBench ledger =
        LedgerBench.of(experiment("x").stoppedAt(stop).primary(conversion("buy")))
            .units(CONTROL, 2_000)
            .units(TREATMENT, 2_000)
            .numbers(0, CONTROL, false, 400, 1)
            .numbers(0, TREATMENT, false, 600, 1)
            .at(START)
            .at(STOP)
            .at(stop);

    assertThat(mature(ledger).look()).isNotNull();
    assertThat(mature(ledger).verdict().kind()).isEqualTo(Verdict.Kind.SHIP);
  }

  @Test
  void rowsThatAreNotMatureHaveNoEvidenceAndNoVerdict() {
    LedgerBench ledger =
        converted(x(), 400, 600)
            .numbers(0, CONTROL, false, 400, 1)
            .numbers(0, TREATMENT, false, 600, 1)
            .at(ONE_HOUR_LATER);
    MetricResult open = ledger.results("buy", false).get(0);

    assertThat(open.look()).isNull();
    assertThat(open.adjustedPValue()).isNull();
    assertThat(open.verdict()).isNull();
    assertThat(open.pair().difference().estimate()).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void secondariesAreAdjustedAndDecideNothing() {
    ExperimentFixture secondary =
        experiment("x").stoppedAt(STOP).secondary(conversion("buy").window(MINUTE));
    MetricResult result = mature(converted(secondary, 400, 600).at(ONE_HOUR_LATER));

    assertThat(result.role()).isEqualTo(MetricRole.SECONDARY);
    assertThat(result.adjustedPValue()).isLessThan(0.001);
    assertThat(result.verdict()).isNull();
  }

  @Test
  void aGuardrailThatIsWorseStops() {
    ExperimentFixture guarded =
        experiment("x")
            .stoppedAt(STOP)
            .guardrail(conversion("buy").window(MINUTE), 0.02)
            .primary(conversion("open").window(MINUTE));
    LedgerBench ledger = converted(guarded, 600, 400).at(ONE_HOUR_LATER);

    assertThat(mature(ledger).guardrailStatus()).isEqualTo(GuardrailStatus.HARM);
    assertThat(ledger.results("open", true).get(0).verdict().kind())
        .isEqualTo(Verdict.Kind.STOP_HARM);
  }

  @Test
  void aGuardrailThatGrowsPassesAndOneWithoutAMarginGoesOn() {
    ExperimentFixture guarded =
        experiment("x").stoppedAt(STOP).guardrail(conversion("buy").window(MINUTE), 0.02);
    ExperimentFixture marginless =
        experiment("x").stoppedAt(STOP).guardrail(conversion("buy").window(MINUTE), null);

    assertThat(mature(converted(guarded, 400, 600).at(ONE_HOUR_LATER)).guardrailStatus())
        .isEqualTo(GuardrailStatus.PASS);
    assertThat(mature(converted(marginless, 400, 600).at(ONE_HOUR_LATER)).guardrailStatus())
        .isEqualTo(GuardrailStatus.CONTINUE);
  }

  @Test
  void whereLessIsBetterAGainIsHarm() {
    ExperimentFixture lower =
        experiment("x").stoppedAt(STOP).primary(conversion("buy").window(MINUTE).lowerIsBetter());

    assertThat(mature(converted(lower, 400, 600).at(ONE_HOUR_LATER)).verdict().kind())
        .isEqualTo(Verdict.Kind.STOP_HARM);
    assertThat(mature(converted(lower, 600, 400).at(ONE_HOUR_LATER)).verdict().kind())
        .isEqualTo(Verdict.Kind.SHIP);
  }
}
