package io.plumbline.core.unit;

import static io.plumbline.core.experiment.ExperimentFixture.CONTROL;
import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.TREATMENT;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static io.plumbline.core.experiment.MetricFixture.conversion;
import static io.plumbline.core.experiment.MetricFixture.count;
import static io.plumbline.core.experiment.MetricFixture.retention;
import static io.plumbline.core.experiment.MetricFixture.sum;
import static io.plumbline.core.unit.UnitBench.event;
import static io.plumbline.core.unit.UnitBench.exposure;
import static io.plumbline.core.unit.UnitBench.ofBoth;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.experiment.ExperimentFixture;
import io.plumbline.core.experiment.MetricFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What metric events do to a unit. */
class UnitFoldTest {
  private static final long NOON = START + 12 * HOUR;
  private static final long ONE_MINUTE_LATER = NOON + MINUTE;
  private static final long TWO_MINUTES_LATER = NOON + 2 * MINUTE;
  private static final long ONE_HOUR_LATER = NOON + HOUR;
  private static final long STOP = START + DAY;

  /** An experiment with one metric, in which the unit is enrolled in the control at noon. */
  private static UnitBench enrolled(MetricFixture metric) {
    return enrolled(experiment("x").stoppedAt(STOP).primary(metric));
  }

  private static UnitBench enrolled(ExperimentFixture... experiments) {
    return UnitBench.of(experiments).at(ONE_MINUTE_LATER, exposure("x", CONTROL, NOON));
  }

  @Test
  void aUnitCountsBeforeItDoesAnything() {
    assertThat(enrolled(count("buy")).metric("x", 0, 0)).isEqualTo("1/0/0");
  }

  @Test
  void eachKindMakesOneNumberOfAUnitsEvents() {
    ExperimentFixture all =
        experiment("x")
            .primary(conversion("c").of("buy"))
            .secondary(count("n").of("buy"))
            .secondary(sum("s").of("buy").decimals(2))
            .secondary(retention("r").of("buy").delay(MINUTE).window(HOUR));
    UnitBench unit =
        enrolled(all)
            .at(
                TWO_MINUTES_LATER,
                event("e1", "buy", ONE_MINUTE_LATER, 1.25),
                event("e2", "buy", ONE_MINUTE_LATER + 1, null),
                event("e3", "buy", ONE_MINUTE_LATER + 2, -0.5));

    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/3/1");
    assertThat(unit.metric("x", 1, 0)).isEqualTo("1/3/3");
    assertThat(unit.metric("x", 2, 0)).isEqualTo("1/3/75");
    assertThat(unit.metric("x", 3, 0)).isEqualTo("1/3/1");
  }

  @Test
  void aWindowIsOpenFromItsFirstMillisecondUntilItsEnd() {
    MetricFixture metric = count("buy").delay(HOUR).window(HOUR);
    long opens = NOON + HOUR;
    long closes = NOON + 2 * HOUR;
    UnitBench unit =
        enrolled(metric)
            .at(opens, event("buy", opens - 1))
            .at(opens + MINUTE, event("buy", opens))
            .at(closes, event("buy", closes - 1))
            .at(closes + MINUTE, event("buy", closes));

    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/2/2");
    assertThat(unit.fates())
        .containsExactly(
            Disposition.APPLIED,
            Disposition.UNMATCHED,
            Disposition.APPLIED,
            Disposition.APPLIED,
            Disposition.UNMATCHED);
  }

  @Test
  void anEventAtTheMomentOfEnrollmentCountsAndOneBeforeDoesNot() {
    UnitBench unit =
        UnitBench.of(experiment("x").primary(count("buy")))
            .at(
                ONE_MINUTE_LATER,
                event("buy", NOON - 1),
                event("buy", NOON),
                exposure("x", CONTROL, NOON));

    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/1/1");
  }

  @Test
  void withoutAWindowTheStopEndsIt() {
    UnitBench unit =
        enrolled(count("buy"))
            .at(STOP, event("buy", STOP - 1))
            .at(STOP + MINUTE, event("buy", STOP));

    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/1/1");
  }

  @Test
  void noWindowIsCutAtTheStop() {
    UnitBench unit =
        enrolled(count("buy").window(DAY)).at(STOP + HOUR, event("buy", STOP + HOUR - 1));

    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/1/1");
  }

  @Test
  void aUnitIsMatureFromTheInstantItsWindowCloses() {
    UnitBench unit = enrolled(count("buy").delay(MINUTE).window(HOUR));
    long closes = ONE_HOUR_LATER + MINUTE;
    assertThat(unit.fold.nextMaturity(unit.record)).isEqualTo(closes);

    unit.at(closes - MINUTE);
    assertThat(unit.mature("x", 0, 0, closes)).isNull();
    unit.at(closes);
    assertThat(unit.mature("x", 0, 0, closes)).isEqualTo("1/0/0");
    assertThat(unit.fold.nextMaturity(unit.record)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aWindowThatClosesBetweenTicksIsMatureAtTheLaterOne() {
    UnitBench unit = enrolled(count("buy").window(HOUR + 1));

    assertThat(unit.fold.nextMaturity(unit.record)).isEqualTo(ONE_HOUR_LATER + MINUTE);
  }

  @Test
  void aWindowThatClosesAtAnOffGridStopIsMatureThere() {
    long stop = ONE_HOUR_LATER + 20_000;
    UnitBench unit =
        enrolled(experiment("x").stoppedAt(stop).primary(count("buy").window(HOUR + 20_000)));
    unit.at(ONE_HOUR_LATER + MINUTE);

    assertThat(unit.mature("x", 0, 0, stop - 1)).isNull();
    assertThat(unit.mature("x", 0, 0, stop)).isEqualTo("1/0/0");
  }

  @Test
  void theLastEventInTheWindowIsInTheMatureNumber() {
    UnitBench unit =
        enrolled(count("buy").window(HOUR)).at(ONE_HOUR_LATER, event("buy", ONE_HOUR_LATER - 1));

    assertThat(unit.mature("x", 0, 0, ONE_HOUR_LATER)).isEqualTo("1/1/1");
    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/1/1");
  }

  @Test
  void aMatureOnlyMetricHasNothingElse() {
    UnitBench unit =
        enrolled(count("buy").window(HOUR).matureOnly())
            .at(TWO_MINUTES_LATER, event("buy", ONE_MINUTE_LATER));

    assertThat(unit.metric("x", 0, 0)).isNull();
    unit.at(ONE_HOUR_LATER);
    assertThat(unit.mature("x", 0, 0, ONE_HOUR_LATER)).isEqualTo("1/1/1");
  }

  @Test
  void offGridInstantsCutTheTickOfMetricsToo() {
    ExperimentFixture stopsBetweenTicks =
        experiment("x").stoppedAt(ONE_HOUR_LATER + 30_000).primary(count("buy"));
    UnitBench unit =
        enrolled(stopsBetweenTicks)
            .at(
                ONE_HOUR_LATER + MINUTE,
                event("buy", ONE_HOUR_LATER),
                event("buy", ONE_HOUR_LATER + 29_999),
                event("buy", ONE_HOUR_LATER + 30_000));

    assertThat(unit.contributions)
        .filteredOn(c -> c.instant() > ONE_MINUTE_LATER)
        .extracting(Contribution::instant)
        .containsOnly(ONE_HOUR_LATER + 30_000);
    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/2/2");
  }

  @Test
  void aSecondEventOfAnIdIsADuplicate() {
    UnitBench unit =
        enrolled(sum("buy"))
            .at(
                TWO_MINUTES_LATER,
                event("e1", "buy", ONE_MINUTE_LATER + 1, 5.0),
                event("e1", "buy", ONE_MINUTE_LATER, 3.0))
            .at(TWO_MINUTES_LATER + MINUTE, event("e1", "buy", TWO_MINUTES_LATER, 7.0));

    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/1/3");
    assertThat(
            unit.cells()
                .get("x " + new Cell.Metric(0, 0, Cell.ALL, Cell.ALL, 0, false))
                .duplicates())
        .isEqualTo(2);
    assertThat(unit.health("x", 0, HealthCounter.DUPLICATES)).isEqualTo(2);
    assertThat(unit.fates()).filteredOn(f -> f == Disposition.DUPLICATE).hasSize(2);
  }

  @Test
  void ofTwoEventsAtOneTimeTheContentDecides() {
    UnitBench unit =
        enrolled(sum("buy"))
            .at(
                TWO_MINUTES_LATER,
                event("e1", "buy", ONE_MINUTE_LATER, 5.0),
                event("e1", "buy", ONE_MINUTE_LATER, 3.0));

    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/1/3");
  }

  @Test
  void aDuplicateOfAnUnmatchedEventIsADuplicate() {
    UnitBench unit =
        UnitBench.of(experiment("x").primary(count("buy")))
            .at(ONE_MINUTE_LATER, event("e1", "buy", NOON, null), event("e1", "buy", NOON, null));

    assertThat(unit.fates()).containsExactly(Disposition.UNMATCHED, Disposition.DUPLICATE);
  }

  @Test
  void aNameThatNoMetricAsksForIsUnmatchedHoweverOftenAndWhateverItsValue() {
    UnitBench unit =
        enrolled(count("buy"))
            .at(
                TWO_MINUTES_LATER,
                event("e1", "scroll", ONE_MINUTE_LATER, Double.NaN),
                event("e1", "scroll", ONE_MINUTE_LATER, Double.NaN));

    assertThat(unit.forgetFirst().fates())
        .containsExactly(Disposition.UNMATCHED, Disposition.UNMATCHED);
  }

  @Test
  void anEventThatTheFilterRefusesIsUnmatched() {
    MetricEvent euros =
        new MetricEvent(
            "e1",
            "buy",
            "user",
            "u1",
            Map.of(),
            ONE_MINUTE_LATER,
            null,
            null,
            Map.of("currency", "EUR"));
    UnitBench unit =
        enrolled(count("buy").where("currency", "EUR"))
            .at(TWO_MINUTES_LATER, euros, event("buy", ONE_MINUTE_LATER));

    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/1/1");
    assertThat(unit.forgetFirst().fates())
        .containsExactlyInAnyOrder(Disposition.APPLIED, Disposition.UNMATCHED);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 4.7e18, -4.7e18})
  void aValueBeyondTheRangeOfASumIsRefused(double value) {
    UnitBench unit =
        enrolled(sum("buy")).at(TWO_MINUTES_LATER, event("e1", "buy", ONE_MINUTE_LATER, value));

    assertThat(unit.rejections)
        .extracting(Rejection::reason)
        .containsExactly(RejectReason.VALUE_OUT_OF_RANGE);
    assertThat(unit.health("x", 0, HealthCounter.rejected(RejectReason.VALUE_OUT_OF_RANGE)))
        .isEqualTo(1);
    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/0/0");
  }

  @Test
  void theGreatestValueOfASumCounts() {
    UnitBench unit =
        enrolled(sum("buy")).at(TWO_MINUTES_LATER, event("e1", "buy", ONE_MINUTE_LATER, 0x1p62));

    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/1/" + (1L << 62));
  }

  @Test
  void anEventThatTakesTheTotalBeyondTheRangeIsRefused() {
    UnitBench unit =
        enrolled(sum("buy"))
            .at(
                TWO_MINUTES_LATER,
                event("e1", "buy", ONE_MINUTE_LATER, 0x1p62),
                event("e2", "buy", ONE_MINUTE_LATER + 1, 1.0));

    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/1/" + (1L << 62));
    assertThat(unit.rejections)
        .extracting(Rejection::reason)
        .containsExactly(RejectReason.VALUE_OUT_OF_RANGE);
  }

  @Test
  void onlyASumIsParticularAboutTheSizeOfAValue() {
    UnitBench unit =
        enrolled(count("buy"))
            .at(
                TWO_MINUTES_LATER,
                event("e1", "buy", ONE_MINUTE_LATER, 1e300),
                event("e2", "buy", ONE_MINUTE_LATER, Double.NaN));

    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/1/1");
    assertThat(unit.rejections).hasSize(1);
  }

  @Test
  void moreEventsADayThanAHumanMakesAreRefused() {
    UnitBench unit = enrolled(count("buy"));
    List<UnitInput> many = new ArrayList<>();
    for (int i = 0; i <= UnitAccounts.EVENTS_PER_DAY; i++) {
      many.add(
          new UnitInput(
              "user",
              "u1",
              ONE_MINUTE_LATER + i / 2,
              event(String.format("e%06d", i), "buy", ONE_MINUTE_LATER + i / 2, null),
              new Position("f", 0, i, 0)));
    }
    unit.at(TWO_MINUTES_LATER, many);

    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/100000/100000");
    assertThat(unit.rejections)
        .extracting(Rejection::reason)
        .containsExactly(RejectReason.UNIT_LIMIT);
    assertThat(unit.health("x", 0, HealthCounter.rejected(RejectReason.UNIT_LIMIT))).isEqualTo(1);
  }

  @Test
  void capsActOnTheTotalAndOnUnitsWithoutEventsToo() {
    UnitBench unit = enrolled(sum("buy").decimals(1).caps(1.0, 3.5));
    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/0/10");

    unit.at(TWO_MINUTES_LATER, event("e1", "buy", ONE_MINUTE_LATER, 10.0));
    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/1/35");
    unit.at(TWO_MINUTES_LATER + MINUTE, event("e2", "buy", TWO_MINUTES_LATER, -8.0));
    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/2/20");
  }

  @Test
  void crossoversStayWhereTheyWereEnrolled() {
    UnitBench unit =
        enrolled(count("buy"))
            .at(TWO_MINUTES_LATER, exposure("x", TREATMENT, ONE_MINUTE_LATER))
            .at(TWO_MINUTES_LATER + MINUTE, event("buy", TWO_MINUTES_LATER));

    assertThat(unit.metric("x", 0, 0)).isEqualTo("1/1/1");
    assertThat(unit.metric("x", 0, 1)).isNull();
  }

  @Test
  void excludedCrossoversAreTakenBackExactly() {
    ExperimentFixture excluding =
        experiment("x")
            .excludingCrossovers()
            .dimensions("country")
            .primary(sum("buy").window(HOUR).decimals(2));
    UnitBench unit =
        enrolled(excluding)
            .at(TWO_MINUTES_LATER, event("e1", "buy", ONE_MINUTE_LATER, 12.34))
            .at(ONE_HOUR_LATER)
            .at(
                ONE_HOUR_LATER + MINUTE,
                event("e2", "buy", ONE_HOUR_LATER - 1, 1.0),
                exposure("x", TREATMENT, ONE_HOUR_LATER));

    assertThat(unit.mature("x", 0, 0, ONE_HOUR_LATER)).isEqualTo("1/1/1234");
    assertThat(unit.cells().keySet()).noneMatch(cell -> cell.contains("Metric"));
    assertThat(unit.health("x", 0, HealthCounter.CROSSOVERS)).isEqualTo(1);
    assertThat(unit.cells())
        .containsKey("x " + new Cell.Units(0, "country", "__missing__", 0, 0, 0));
    assertThat(unit.counts.get(unit.counts.size() - 1).disposition())
        .isEqualTo(Disposition.APPLIED);
  }

  @Test
  void anEventOfSeveralIdentitiesIsAccountedForOnceAndCountsForEach() {
    ExperimentFixture byUser = experiment("x").primary(count("buy"));
    ExperimentFixture byDevice = experiment("d").unitType("device").primary(count("buy"));
    MetricEvent both = ofBoth("e1", "buy", ONE_MINUTE_LATER);
    UnitBench user = enrolled(byUser, byDevice).at(TWO_MINUTES_LATER, both);
    UnitBench device = UnitBench.of(new UnitId("device", "d1"), byUser, byDevice);
    device.at(TWO_MINUTES_LATER, both);

    assertThat(user.metric("x", 0, 0)).isEqualTo("1/1/1");
    assertThat(user.forgetFirst().fates()).isEmpty();
    assertThat(device.fates()).containsExactly(Disposition.UNMATCHED);
  }

  @Test
  void anIdentityThatNoExperimentUsesDoesNotAnswerForTheEvent() {
    ExperimentFixture byUser = experiment("x").primary(count("buy"));
    MetricEvent both = ofBoth("e1", "buy", ONE_MINUTE_LATER);
    UnitBench user = enrolled(byUser).at(TWO_MINUTES_LATER, both);
    UnitBench device = UnitBench.of(new UnitId("device", "d1"), byUser);
    device.at(TWO_MINUTES_LATER, both);

    assertThat(user.forgetFirst().fates()).containsExactly(Disposition.APPLIED);
    assertThat(device.fates()).isEmpty();
  }

  @Test
  void theRecordOfAUnitIsUnchangedWhereNothingHappens() {
    UnitBench unit = enrolled(count("buy").window(HOUR));
    UnitRecord before = unit.record;

    assertThat(unit.forget().at(TWO_MINUTES_LATER).record).isEqualTo(before);
    assertThat(unit.contributions).isEmpty();
  }
}
