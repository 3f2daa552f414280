package io.plumbline.core.unit;

import static io.plumbline.core.experiment.ExperimentFixture.CONTROL;
import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.TIMING;
import static io.plumbline.core.experiment.ExperimentFixture.TREATMENT;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static io.plumbline.core.experiment.MetricFixture.count;
import static io.plumbline.core.experiment.MetricFixture.sum;
import static io.plumbline.core.unit.UnitBench.event;
import static io.plumbline.core.unit.UnitBench.exposure;
import static io.plumbline.core.unit.UnitBench.late;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.experiment.ExperimentFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An exposure that comes late changes what the rows before said; lateness is an hour. */
class LateExposureTest {
  private static final long NOON = START + 12 * HOUR;
  private static final long ONE_MINUTE_LATER = NOON + MINUTE;
  private static final long TEN_MINUTES_LATER = NOON + 10 * MINUTE;
  private static final long ELEVEN_MINUTES_LATER = NOON + 11 * MINUTE;
  private static final long TWELVE_MINUTES_LATER = NOON + 12 * MINUTE;
  private static final long FIVE_MINUTES_BEFORE = NOON - 5 * MINUTE;
  private static final long STOP = START + DAY;

  private static ExperimentFixture x() {
    return experiment("x").stoppedAt(STOP).primary(sum("buy")).dimensions("country");
  }

  /** Without a share for the treatment until noon. */
  private static ExperimentFixture switchedOn() {
    return experiment("x")
        .allocation(START, "1", "0")
        .allocation(NOON, "1", "1")
        .primary(count("buy"));
  }

  @Test
  void itMovesTheEnrollmentToAnEarlierTimeAndAnotherVariant() {
    UnitBench unit =
        UnitBench.of(x())
            .at(ONE_MINUTE_LATER, exposure("x", CONTROL, NOON), event("e1", "buy", NOON + 1, 3.0))
            .at(
                ELEVEN_MINUTES_LATER,
                late(exposure("x", TREATMENT, FIVE_MINUTES_BEFORE), TEN_MINUTES_LATER));

    assertThat(unit.metric("x", 0, 0)).isNull();
    assertThat(unit.metric("x", 0, 1)).isEqualTo("1/1/3");
    assertThat(unit.cells())
        .containsKey("x " + new Cell.Units(0, "country", "__missing__", 1, 0, 0));
    assertThat(unit.cells())
        .doesNotContainKey("x " + new Cell.Units(0, "country", "__missing__", 0, 0, 0));
    assertThat(unit.health("x", 1, HealthCounter.CROSSOVERS)).isEqualTo(1);
    assertThat(unit.health("x", 1, HealthCounter.EXPOSURES)).isEqualTo(1);
    assertThat(unit.enrollments)
        .extracting(
            EnrollmentVersion::version,
            EnrollmentVersion::variantKey,
            EnrollmentVersion::enrolledAt,
            EnrollmentVersion::crossoverAt,
            EnrollmentVersion::visibleAt)
        .containsExactly(
            tuple(1, CONTROL, NOON, null, NOON),
            tuple(2, TREATMENT, FIVE_MINUTES_BEFORE, NOON, TEN_MINUTES_LATER));
  }

  @Test
  void theRowsBeforeStayAsTheyWere() {
    UnitBench unit =
        UnitBench.of(x())
            .at(ONE_MINUTE_LATER, exposure("x", CONTROL, NOON))
            .at(
                ELEVEN_MINUTES_LATER,
                late(exposure("x", TREATMENT, FIVE_MINUTES_BEFORE), TEN_MINUTES_LATER));

    assertThat(unit.contributions)
        .extracting(Contribution::instant)
        .containsOnly(ONE_MINUTE_LATER, ELEVEN_MINUTES_LATER);
    assertThat(unit.cells(ONE_MINUTE_LATER))
        .containsKey("x " + new Cell.Metric(0, 0, Cell.ALL, Cell.ALL, 0, false));
  }

  @Test
  void whatHappenedBeforeAUnitWasSeenIsAppliedOnceItIs() {
    UnitBench unit =
        UnitBench.of(x())
            .at(ONE_MINUTE_LATER, event("e1", "buy", NOON, 3.0), event("e2", "buy", NOON - 1, 5.0));
    assertThat(unit.totals()).isEqualTo(Map.of("UNMATCHED", 2L));

    unit.forget().at(ELEVEN_MINUTES_LATER, late(exposure("x", CONTROL, NOON), TEN_MINUTES_LATER));
    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/1/3");
    assertThat(unit.totals()).isEqualTo(Map.of("APPLIED", 2L, "UNMATCHED", -1L));
    assertThat(unit.counts)
        .filteredOn(c -> c.disposition() == Disposition.UNMATCHED)
        .containsExactly(
            new RecordCount(
                ELEVEN_MINUTES_LATER, "events.csv", 0, -1, Disposition.UNMATCHED, null, -1));
  }

  @Test
  void anAppliedEventMayFallOutOfTheWindow() {
    ExperimentFixture short_ = experiment("x").primary(count("buy").window(10 * MINUTE));
    UnitBench unit =
        UnitBench.of(short_)
            .at(
                ONE_MINUTE_LATER + 9 * MINUTE,
                exposure("x", CONTROL, NOON),
                event("buy", NOON + 9 * MINUTE))
            .at(
                ELEVEN_MINUTES_LATER,
                late(exposure("x", CONTROL, FIVE_MINUTES_BEFORE), TEN_MINUTES_LATER));

    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/0/0");
    assertThat(unit.mature("x", 0, 0, ELEVEN_MINUTES_LATER)).isEqualTo("1/0/0");
    assertThat(unit.totals()).isEqualTo(Map.of("APPLIED", 2L, "UNMATCHED", 1L));
  }

  @Test
  void duplicatesAndRefusedEventsMoveWithTheVariant() {
    UnitBench unit =
        UnitBench.of(x())
            .at(
                ONE_MINUTE_LATER,
                exposure("x", CONTROL, NOON),
                event("e1", "buy", NOON + 1, 3.0),
                event("e1", "buy", NOON + 2, 3.0),
                event("e2", "buy", NOON + 3, Double.NaN))
            .at(
                ELEVEN_MINUTES_LATER,
                late(exposure("x", TREATMENT, FIVE_MINUTES_BEFORE), TEN_MINUTES_LATER));
    String refused = HealthCounter.rejected(RejectReason.VALUE_OUT_OF_RANGE);

    assertThat(unit.health("x", 0, HealthCounter.DUPLICATES)).isZero();
    assertThat(unit.health("x", 1, HealthCounter.DUPLICATES)).isEqualTo(1);
    assertThat(unit.health("x", 0, refused)).isZero();
    assertThat(unit.health("x", 1, refused)).isEqualTo(1);
    assertThat(unit.cells().get("x " + new Cell.Metric(0, 0, Cell.ALL, Cell.ALL, 1, false)))
        .satisfies(m -> assertThat(m.duplicates()).isEqualTo(1));
  }

  @Test
  void anExposureToAVariantThatIsOffIsAppliedOnceItComesAfterTheEnrollment() {
    UnitBench unit =
        UnitBench.of(switchedOn()).at(NOON, exposure("x", TREATMENT, FIVE_MINUTES_BEFORE));
    assertThat(unit.totals()).isEqualTo(Map.of("UNKNOWN_VARIANT", 1L));
    assertThat(unit.rejections).hasSize(1);

    unit.at(
        ELEVEN_MINUTES_LATER,
        late(exposure("x", CONTROL, FIVE_MINUTES_BEFORE - 1), TEN_MINUTES_LATER));
    assertThat(unit.totals()).isEqualTo(Map.of("APPLIED", 2L));
    assertThat(unit.health("x", 1, HealthCounter.rejected(RejectReason.UNKNOWN_VARIANT))).isZero();
    assertThat(unit.health("x", 1, HealthCounter.EXPOSURES)).isEqualTo(1);
    assertThat(unit.health("x", 0, HealthCounter.CROSSOVERS)).isEqualTo(1);
    assertThat(unit.rejections).as("what was told stays told").hasSize(1);
  }

  @Test
  void anExposureToAVariantThatWasOffDoesNotMoveAnEnrollment() {
    UnitBench unit =
        UnitBench.of(switchedOn())
            .at(ONE_MINUTE_LATER, exposure("x", TREATMENT, NOON))
            .at(
                ELEVEN_MINUTES_LATER,
                late(exposure("x", TREATMENT, FIVE_MINUTES_BEFORE), TEN_MINUTES_LATER));

    assertThat(unit.enrollments).extracting(EnrollmentVersion::enrolledAt).containsExactly(NOON);
    assertThat(unit.totals()).isEqualTo(Map.of("APPLIED", 1L, "UNKNOWN_VARIANT", 1L));
  }

  @Test
  void whatWasRefusedBeforeASettledEnrollmentStaysRefused() {
    UnitBench unit =
        UnitBench.of(switchedOn().variant("third"))
            .at(
                ELEVEN_MINUTES_LATER,
                late(
                    exposure("a", "x", TREATMENT, FIVE_MINUTES_BEFORE, Map.of()),
                    TEN_MINUTES_LATER),
                late(exposure("b", "x", CONTROL, FIVE_MINUTES_BEFORE, Map.of()), TEN_MINUTES_LATER))
            .at(NOON + HOUR, exposure("x", TREATMENT, NOON + 50 * MINUTE))
            .at(
                NOON + HOUR + MINUTE,
                late(exposure("x", "third", NOON + 40 * MINUTE), NOON + HOUR));

    assertThat(unit.totals()).isEqualTo(Map.of("APPLIED", 3L, "UNKNOWN_VARIANT", 1L));
    assertThat(unit.enrollments)
        .extracting(EnrollmentVersion::crossoverAt)
        .containsExactly(null, NOON + 50 * MINUTE, NOON + 40 * MINUTE);
  }

  @Test
  void anEarlierExposureToAThirdVariantIsTheFirstCrossover() {
    UnitBench unit =
        UnitBench.of(x().variant("third"))
            .at(ONE_MINUTE_LATER, exposure("x", CONTROL, NOON))
            .at(ELEVEN_MINUTES_LATER, exposure("x", TREATMENT, TEN_MINUTES_LATER))
            .at(
                TWELVE_MINUTES_LATER,
                late(exposure("x", "third", ONE_MINUTE_LATER), ELEVEN_MINUTES_LATER));

    assertThat(unit.enrollments)
        .extracting(
            EnrollmentVersion::crossoverAt,
            EnrollmentVersion::crossoverVariantKey,
            EnrollmentVersion::visibleAt)
        .containsExactly(
            tuple(null, null, NOON),
            tuple(TEN_MINUTES_LATER, TREATMENT, TEN_MINUTES_LATER),
            tuple(ONE_MINUTE_LATER, "third", ELEVEN_MINUTES_LATER));
    assertThat(unit.health("x", 0, HealthCounter.CROSSOVERS)).isEqualTo(1);
  }

  @Test
  void ofTwoAtOneTimeTheSmallerIdEnrolsHoweverLateItComes() {
    UnitBench unit =
        UnitBench.of(x())
            .at(ONE_MINUTE_LATER, exposure("b", "x", CONTROL, NOON, Map.of()))
            .at(
                ELEVEN_MINUTES_LATER,
                late(exposure("c", "x", TREATMENT, NOON, Map.of()), TEN_MINUTES_LATER))
            .at(
                TWELVE_MINUTES_LATER,
                late(exposure("a", "x", TREATMENT, NOON, Map.of()), ELEVEN_MINUTES_LATER));

    assertThat(unit.enrollments)
        .extracting(EnrollmentVersion::variantKey, EnrollmentVersion::crossoverVariantKey)
        .containsExactly(
            tuple(CONTROL, null), tuple(CONTROL, TREATMENT), tuple(TREATMENT, CONTROL));
  }

  @Test
  void theSameExposureTwiceIsNoSecondVersion() {
    Exposure exposure = exposure("x", CONTROL, NOON);
    UnitBench unit =
        UnitBench.of(x())
            .at(ONE_MINUTE_LATER, exposure)
            .at(ELEVEN_MINUTES_LATER, late(exposure, TEN_MINUTES_LATER));

    assertThat(unit.enrollments).hasSize(1);
    assertThat(unit.health("x", 0, HealthCounter.EXPOSURES)).isEqualTo(2);
  }

  @Test
  void excludedCrossoversComeBackWhenTheCrossoverIsTheEnrollment() {
    UnitBench unit =
        UnitBench.of(x().excludingCrossovers())
            .at(ONE_MINUTE_LATER, exposure("x", CONTROL, NOON), event("e1", "buy", NOON + 1, 3.0))
            .at(
                ELEVEN_MINUTES_LATER,
                late(exposure("x", TREATMENT, FIVE_MINUTES_BEFORE), TEN_MINUTES_LATER));

    assertThat(unit.cells().keySet()).noneMatch(cell -> cell.contains("Metric"));
    assertThat(unit.totals()).isEqualTo(Map.of("APPLIED", 3L));
  }

  @Test
  void beyondTheTotalIsJudgedAnewToo() {
    ExperimentFixture short_ = experiment("x").primary(sum("buy").window(10 * MINUTE));
    UnitBench unit =
        UnitBench.of(short_)
            .at(
                ONE_MINUTE_LATER + 9 * MINUTE,
                exposure("x", CONTROL, NOON),
                event("e1", "buy", NOON + 6 * MINUTE, 0x1p62),
                event("e2", "buy", NOON + 7 * MINUTE, 1.0))
            .at(ELEVEN_MINUTES_LATER, late(event("e3", "buy", NOON, 1.0), TEN_MINUTES_LATER));
    assertThat(unit.totals()).isEqualTo(Map.of("APPLIED", 2L, "VALUE_OUT_OF_RANGE", 2L));

    unit.at(
        TWELVE_MINUTES_LATER,
        late(exposure("x", CONTROL, FIVE_MINUTES_BEFORE), ELEVEN_MINUTES_LATER));
    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/1/1");
    assertThat(unit.totals()).isEqualTo(Map.of("APPLIED", 3L, "UNMATCHED", 2L));
  }

  @Test
  void onlyWhatALaterExposureCouldChangeIsKept() {
    UnitBench unit =
        UnitBench.of(x())
            .at(
                ONE_MINUTE_LATER,
                exposure("x", CONTROL, NOON),
                exposure("x", CONTROL, NOON + 1),
                exposure("x", TREATMENT, NOON + 2),
                exposure("x", TREATMENT, NOON + 3),
                event("buy", NOON + 4),
                event("scroll", NOON + 5));

    assertThat(unit.memory.kept.get(ONE_MINUTE_LATER))
        .extracting(
            kept ->
                kept instanceof Kept.Exposed e
                    ? e.input().event().eventTime()
                    : ((Kept.Happened) kept).eventTime())
        .containsExactly(NOON, NOON + 2, NOON + 4);
  }

  @Test
  void inFilesNothingIsKept() {
    UnitBench unit =
        UnitBench.of(TIMING.inFiles(), UnitBench.UNIT, x())
            .at(
                ONE_MINUTE_LATER,
                exposure("x", CONTROL, NOON),
                exposure("x", TREATMENT, NOON + 2),
                event("buy", NOON + 4));

    assertThat(unit.memory.kept).isEmpty();
  }

  @Test
  void aHeavyUnitWithManyRefusedExposuresIsStillExact() {
    UnitBench unit = UnitBench.of(switchedOn());
    List<UnitInput> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Exposure off = exposure("x" + i, "x", TREATMENT, FIVE_MINUTES_BEFORE + i, Map.of());
      many.add(late(off, FIVE_MINUTES_BEFORE + i));
    }
    unit.at(NOON - 4 * MINUTE, many);
    unit.at(
        ELEVEN_MINUTES_LATER,
        late(exposure("y", "x", CONTROL, FIVE_MINUTES_BEFORE + 400, Map.of()), TEN_MINUTES_LATER));

    // 400 happened before y, and x400 at its time has the smaller id; 599 and y itself are applied
    assertThat(unit.totals()).isEqualTo(Map.of("APPLIED", 600L, "UNKNOWN_VARIANT", 401L));
  }
}
