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
import static io.plumbline.core.unit.UnitBench.ofBoth;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.RejectReason;
import io.plumbline.core.experiment.ExperimentCatalog;
import io.plumbline.core.experiment.ExperimentFixture;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.unit.UnitRecord.DayCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Duplicates, limits, the reach of an experiment, configuration by time; lateness is an hour. */
class StreamRulesTest {
  private static final long NOON = START + 12 * HOUR;
  private static final long ONE_MINUTE_LATER = NOON + MINUTE;
  private static final long TWO_MINUTES_LATER = NOON + 2 * MINUTE;
  private static final long ONE_HOUR_LATER = NOON + HOUR;
  private static final long STOP = START + DAY;

  private static ExperimentFixture x() {
    return experiment("x").stoppedAt(STOP).primary(count("buy"));
  }

  private static UnitBench enrolled(ExperimentFixture... experiments) {
    return UnitBench.of(experiments).at(ONE_MINUTE_LATER, exposure("x", CONTROL, NOON));
  }

  @Test
  void anIdIsADuplicateAsLongAsItsFirstEventCouldStillBeAccepted() {
    UnitBench unit =
        enrolled(x())
            .at(ONE_MINUTE_LATER + MINUTE, event("e1", "buy", ONE_MINUTE_LATER, null))
            .at(
                ONE_HOUR_LATER + 2 * MINUTE,
                late(event("e1", "buy", TWO_MINUTES_LATER, null), ONE_MINUTE_LATER + HOUR));
    assertThat(unit.totals()).isEqualTo(Map.of("APPLIED", 2L, "DUPLICATE", 1L));

    // first again at ONE_MINUTE_LATER + HOUR + 1 ms, and from then on the younger time holds
    unit.at(
        ONE_HOUR_LATER + 3 * MINUTE,
        late(
            event("e1", "buy", TWO_MINUTES_LATER, null), ONE_HOUR_LATER + TWO_MINUTES_LATER - NOON),
        late(event("e1", "buy", TWO_MINUTES_LATER, null), ONE_HOUR_LATER + 2 * MINUTE + 1));
    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/3/3");
  }

  @Test
  void anIdOfARefusedEventIsNotRemembered() {
    UnitBench unit =
        enrolled(experiment("x").primary(sum("buy")))
            .at(
                TWO_MINUTES_LATER,
                event("e1", "buy", ONE_MINUTE_LATER, Double.NaN),
                event("e1", "buy", ONE_MINUTE_LATER + 1, 1.0));

    assertThat(unit.totals()).isEqualTo(Map.of("APPLIED", 2L, "VALUE_OUT_OF_RANGE", 1L));
  }

  @Test
  void theLimitCountsExposuresByVisibilityNotByEventTime() {
    UnitBench unit = UnitBench.of(x());
    List<UnitInput> many = new ArrayList<>();
    for (int i = 0; i < UnitAccounts.EVENTS_PER_DAY; i++) {
      String id = String.format("e%06d", i);
      many.add(late(exposure(id, "x", CONTROL, NOON + i / 5, Map.of()), NOON + i / 5));
    }
    UnitInput earliestButLast =
        late(exposure("e", "x", TREATMENT, NOON - 1, Map.of()), ONE_MINUTE_LATER - 1);
    many.add(0, earliestButLast);
    unit.at(ONE_MINUTE_LATER, many);

    assertThat(unit.rejections)
        .extracting(Rejection::reason)
        .containsExactly(RejectReason.UNIT_LIMIT);
    assertThat(unit.rejections.get(0).eventTime()).isEqualTo(NOON - 1);
    assertThat(unit.enrollments).extracting(EnrollmentVersion::variantKey).containsExactly(CONTROL);
  }

  @Test
  void exposuresThatOtherChecksRefuseAreNotCountedForTheLimit() {
    UnitBench unit =
        UnitBench.of(x())
            .at(ONE_MINUTE_LATER, exposure("x", "nope", NOON), exposure("y", CONTROL, NOON));

    assertThat(unit.record.exposures()).isEqualTo(DayCount.NONE);
  }

  @Test
  void healthCountsAUnitsEventsUntilTheStopAndTheCloseOfItsWindows() {
    long closes = STOP + 12 * HOUR;
    ExperimentFixture fixture =
        experiment("x").stoppedAt(STOP).primary(sum("buy").window(DAY)).secondary(sum("click"));
    UnitBench unit =
        enrolled(fixture)
            .at(closes, event("e1", "click", closes - 1, Double.NaN))
            .at(closes + MINUTE, event("e2", "click", closes, Double.NaN));

    assertThat(unit.health("x", 0, HealthCounter.rejected(RejectReason.VALUE_OUT_OF_RANGE)))
        .isEqualTo(1);
  }

  @Test
  void withoutAStopHealthCountsForEver() {
    UnitBench unit =
        enrolled(experiment("x").primary(sum("buy").window(MINUTE)))
            .at(STOP + 30 * DAY, event("e1", "buy", STOP + 30 * DAY - 1, Double.NaN));

    assertThat(unit.health("x", 0, HealthCounter.rejected(RejectReason.VALUE_OUT_OF_RANGE)))
        .isEqualTo(1);
  }

  @Test
  void eventsThatTheSourceRefusedAsTooLateAreLateUnderTheVariantOfTheEnrollment() {
    UnitBench unit =
        enrolled(x())
            .at(
                TWO_MINUTES_LATER,
                late(event("e1", "buy", NOON, null), ONE_MINUTE_LATER),
                refused(late(event("e2", "buy", NOON, null), ONE_MINUTE_LATER)),
                refused(late(event("e3", "buy", NOON - 1, null), ONE_MINUTE_LATER)));

    assertThat(unit.health("x", 0, HealthCounter.LATE)).isEqualTo(1);
    assertThat(unit.health("x", 0, HealthCounter.rejected(RejectReason.TOO_LATE))).isEqualTo(1);
  }

  private static UnitInput refused(UnitInput input) {
    return new UnitInput(
        input.unitType(),
        input.unitId(),
        input.visibleAt(),
        input.event(),
        input.position(),
        RejectReason.TOO_LATE);
  }

  @Test
  void aMetricCountsTheUnitsThatAreEnrolledFromItsBeginning() {
    ExperimentFixture fixture =
        experiment("x").primary(count("buy")).secondary(count("new").of("buy").validFrom(NOON));
    UnitBench before =
        UnitBench.of(fixture)
            .at(ONE_MINUTE_LATER, exposure("x", CONTROL, NOON - 1), event("buy", NOON));
    UnitBench at =
        UnitBench.of(fixture)
            .at(ONE_MINUTE_LATER, exposure("x", CONTROL, NOON), event("buy", NOON));

    assertThat(before.metric("x", 0, 0)).isEqualTo("1/1/1");
    assertThat(before.metric("x", 1, 0)).isNull();
    assertThat(at.metric("x", 1, 0)).isEqualTo("1/1/1");
  }

  @Test
  void aMetricThatIsAddedAsksForEventsFromItsBeginning() {
    ExperimentFixture fixture =
        experiment("x").primary(count("buy")).secondary(count("new").validFrom(NOON));
    UnitBench unit =
        UnitBench.of(fixture)
            .at(NOON, exposure("x", CONTROL, NOON - MINUTE), event("e1", "new", NOON - 1, null))
            .at(ONE_MINUTE_LATER, event("e1", "new", NOON, null), event("e1", "new", NOON, null));

    // not asked for: no id is remembered; asked for: unmatched, then a duplicate
    assertThat(unit.totals()).isEqualTo(Map.of("APPLIED", 1L, "UNMATCHED", 2L, "DUPLICATE", 1L));
  }

  @Test
  void aMembershipFromBeforeAMetricWasAddedIsReadAsWithoutIt() {
    UnitBench unit = enrolled(x());
    ExperimentFixture more =
        x().secondary(count("click").window(MINUTE).validFrom(TWO_MINUTES_LATER));
    UnitBench later = UnitBench.of(more);
    later.record = unit.record;
    later.at(
        TWO_MINUTES_LATER + MINUTE,
        event("buy", TWO_MINUTES_LATER),
        event("click", TWO_MINUTES_LATER));

    assertThat(later.contributions)
        .extracting(Contribution::cell)
        .containsExactly(new Cell.Metric(0, 0, Cell.ALL, Cell.ALL, 0, false));
    assertThat(later.fold.nextMaturity(later.record)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anExperimentIsKnownFromItsTimeWhateverTheTaskHolds() {
    UnitBench unit =
        UnitBench.of(x().knownFrom(NOON))
            .at(NOON, exposure("x", CONTROL, NOON - 1))
            .at(ONE_MINUTE_LATER, exposure("x", CONTROL, NOON));

    assertThat(unit.totals()).isEqualTo(Map.of("UNKNOWN_EXPERIMENT", 1L, "APPLIED", 1L));
    assertThat(unit.cells())
        .doesNotContainKey("x " + new Cell.Health(0, "rejected:UNKNOWN_EXPERIMENT"));
  }

  @Test
  void anEventIsJudgedByWhatWasKnownWhenItBecameVisible() {
    UnitBench unit =
        UnitBench.of(x().knownFrom(NOON))
            .at(ONE_MINUTE_LATER, late(exposure("x", CONTROL, NOON - 1), NOON));

    assertThat(unit.totals()).isEqualTo(Map.of("APPLIED", 1L));
  }

  @Test
  void anIdentityAnswersForAnEventFromWhenAnExperimentUsesIt() {
    ExperimentFixture byDevice = experiment("d").unitType("device").knownFrom(NOON);
    ExperimentFixture byUser = x();
    UnitBench user =
        UnitBench.of(byUser, byDevice)
            .at(NOON, ofBoth("e1", "buy", NOON - 1))
            .at(ONE_MINUTE_LATER, ofBoth("e2", "buy", NOON));
    UnitBench device =
        UnitBench.of(new UnitId("device", "d1"), byUser, byDevice)
            .at(NOON, ofBoth("e1", "buy", NOON - 1))
            .at(ONE_MINUTE_LATER, ofBoth("e2", "buy", NOON));

    assertThat(user.counts).extracting(RecordCount::tick).containsExactly(NOON);
    assertThat(device.counts).extracting(RecordCount::tick).containsExactly(ONE_MINUTE_LATER);
  }

  @Test
  void anExposureFromAnIdlePartitionAfterTheUnitsEndIsTooLate() {
    UnitBench unit =
        UnitBench.of(x()).at(STOP + 2 * HOUR, late(exposure("x", CONTROL, NOON), STOP + HOUR));

    assertThat(unit.totals()).isEqualTo(Map.of("TOO_LATE", 1L));
  }

  @Test
  void anExposureFromAnIdlePartitionDoesNotMoveWhatIsSettled() {
    UnitBench unit =
        enrolled(x())
            .at(
                NOON + 3 * HOUR,
                late(exposure("x", TREATMENT, NOON - HOUR), NOON + 3 * HOUR - MINUTE));

    assertThat(unit.enrollments).extracting(EnrollmentVersion::enrolledAt).containsExactly(NOON);
    assertThat(unit.totals()).isEqualTo(Map.of("APPLIED", 2L));
    assertThat(unit.health("x", 0, HealthCounter.CROSSOVERS)).isZero();
  }

  @Test
  void aMembershipEndsALatenessAfterTheStopAndItsWindows() {
    ExperimentFixture fixture = experiment("x").stoppedAt(STOP).primary(count("buy").window(DAY));
    UnitBench unit = enrolled(fixture);
    long end = NOON + DAY + HOUR;

    assertThat(unit.fold.tidy(unit.record, end - MINUTE).memberships()).isNotEmpty();
    assertThat(unit.fold.tidy(unit.record, end).memberships()).isEmpty();
    assertThat(unit.fold.tidy(unit.record, end).isEmpty()).isTrue();
    assertThat(unit.fold.nextTidying(unit.fold.tidy(unit.record, STOP), UnitRecord.NEVER, STOP))
        .isEqualTo(end);
  }

  @Test
  void aCountOfADayEndsWithIt() {
    UnitBench unit = enrolled(x());

    assertThat(unit.fold.tidy(unit.record, STOP - MINUTE).exposures().count()).isEqualTo(1);
    assertThat(unit.fold.tidy(unit.record, STOP).exposures()).isEqualTo(DayCount.NONE);
    assertThat(unit.fold.nextTidying(unit.record, UnitRecord.NEVER, NOON)).isEqualTo(STOP);
  }

  @Test
  void aUnitOfAnExperimentWithoutAStopIsLookedAtOnceADay() {
    ExperimentCatalog catalog =
        new ExperimentCatalog(List.of(experiment("x").build()), TIMING, Horizon.ENDLESS);
    UnitFold fold = UnitFold.ofMetrics(catalog);
    UnitRecord left =
        fold.tidy(enrolled(experiment("x").primary(count("buy"))).record, STOP + 300 * DAY);

    assertThat(left.memberships()).hasSize(1);
    assertThat(fold.nextTidying(left, UnitRecord.NEVER, STOP)).isEqualTo(STOP + DAY);
    assertThat(fold.nextTidying(UnitRecord.EMPTY, UnitRecord.NEVER, STOP))
        .isEqualTo(UnitRecord.NEVER);
  }
}
