package io.plumbline.core.unit;

import static io.plumbline.core.experiment.ExperimentFixture.CONTROL;
import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.TREATMENT;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static io.plumbline.core.unit.UnitBench.event;
import static io.plumbline.core.unit.UnitBench.exposure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.experiment.ExperimentFixture;
import io.plumbline.core.experiment.MetricFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What exposures do to a unit. */
class EnrollmentTest {
  private static final long NOON = START + 12 * HOUR;
  private static final long ONE_MINUTE_LATER = NOON + MINUTE;
  private static final long TWO_MINUTES_LATER = NOON + 2 * MINUTE;
  private static final long STOP = START + DAY;

  private static ExperimentFixture x() {
    return experiment("x").stoppedAt(STOP);
  }

  @Test
  void theFirstExposureEnrols() {
    UnitBench unit =
        UnitBench.of(x().dimensions("country"))
            .at(
                ONE_MINUTE_LATER,
                exposure("e1", "x", TREATMENT, NOON, Map.of("country", "DE", "os", "ios")));

    assertThat(unit.enrollments)
        .containsExactly(
            new EnrollmentVersion(
                "x",
                "user",
                "u1",
                1,
                TREATMENT,
                NOON,
                0,
                Map.of("country", "DE", "os", "ios"),
                null,
                null,
                null,
                NOON));
    int day = (int) (START / DAY);
    assertThat(unit.contributions)
        .extracting(Contribution::cell)
        .containsExactlyInAnyOrder(
            new Cell.Units(0, Cell.ALL, Cell.ALL, 1, day, 12),
            new Cell.Units(0, "country", "DE", 1, 0, 0),
            new Cell.Health(1, HealthCounter.EXPOSURES));
    assertThat(unit.contributions).extracting(Contribution::instant).containsOnly(ONE_MINUTE_LATER);
  }

  @Test
  void aMissingAttributeIsASegmentOfItsOwn() {
    UnitBench unit =
        UnitBench.of(x().dimensions("country")).at(ONE_MINUTE_LATER, exposure("x", CONTROL, NOON));

    assertThat(unit.contributions)
        .extracting(Contribution::cell)
        .contains(new Cell.Units(0, "country", Cell.MISSING, 0, 0, 0));
  }

  @Test
  void ofExposuresAtOneInstantTheSmallestIdEnrols() {
    UnitBench unit =
        UnitBench.of(x())
            .at(
                ONE_MINUTE_LATER,
                exposure("e2", "x", CONTROL, NOON, Map.of()),
                exposure("e1", "x", TREATMENT, NOON, Map.of()));

    assertThat(unit.enrollments)
        .extracting(EnrollmentVersion::variantKey, EnrollmentVersion::crossoverVariantKey)
        .containsExactly(tuple(TREATMENT, CONTROL));
  }

  @Test
  void ofExposuresWithOneIdTheContentDecides() {
    UnitBench unit =
        UnitBench.of(x())
            .at(
                ONE_MINUTE_LATER,
                exposure("e1", "x", TREATMENT, NOON, Map.of("b", "1")),
                exposure("e1", "x", CONTROL, NOON, Map.of("a", "1")));

    assertThat(unit.enrollments).extracting(EnrollmentVersion::variantKey).containsExactly(CONTROL);
  }

  @Test
  void theEarlierEventTimeEnrolsWhateverItsId() {
    UnitBench unit =
        UnitBench.of(x())
            .at(
                ONE_MINUTE_LATER,
                exposure("e1", "x", TREATMENT, NOON + 1, Map.of()),
                exposure("e2", "x", CONTROL, NOON, Map.of()));

    assertThat(unit.enrollments).extracting(EnrollmentVersion::variantKey).containsExactly(CONTROL);
  }

  @Test
  void manyExposuresAreOneUnit() {
    UnitBench unit =
        UnitBench.of(x())
            .at(
                ONE_MINUTE_LATER,
                exposure("x", CONTROL, NOON),
                exposure("x", CONTROL, NOON + 1),
                exposure("x", CONTROL, NOON + 1))
            .at(TWO_MINUTES_LATER, exposure("x", CONTROL, ONE_MINUTE_LATER));

    assertThat(unit.enrollments).hasSize(1);
    assertThat(unit.health("x", 0, HealthCounter.EXPOSURES)).isEqualTo(4);
    assertThat(unit.fates()).containsOnly(Disposition.APPLIED).hasSize(4);
  }

  @Test
  void anotherVariantLaterIsACrossoverOnceAndForAll() {
    UnitBench unit =
        UnitBench.of(x().variant("third"))
            .at(ONE_MINUTE_LATER, exposure("x", CONTROL, NOON))
            .at(
                TWO_MINUTES_LATER,
                exposure("x", TREATMENT, ONE_MINUTE_LATER + 5),
                exposure("x", "third", ONE_MINUTE_LATER + 7))
            .at(TWO_MINUTES_LATER + MINUTE, exposure("x", "third", TWO_MINUTES_LATER));

    assertThat(unit.enrollments)
        .extracting(EnrollmentVersion::version, EnrollmentVersion::crossoverAt)
        .containsExactly(tuple(1, null), tuple(2, ONE_MINUTE_LATER + 5));
    assertThat(unit.enrollments.get(1).crossoverVariantKey()).isEqualTo(TREATMENT);
    assertThat(unit.enrollments.get(1).visibleAt()).isEqualTo(ONE_MINUTE_LATER + 5);
    assertThat(unit.health("x", 0, HealthCounter.CROSSOVERS)).isEqualTo(1);
    assertThat(unit.health("x", 2, HealthCounter.EXPOSURES)).isEqualTo(2);
  }

  @Test
  void enrolledAndCrossedOverInOneTickIsOneVersion() {
    UnitBench unit =
        UnitBench.of(x())
            .at(ONE_MINUTE_LATER, exposure("x", CONTROL, NOON), exposure("x", TREATMENT, NOON + 9));

    assertThat(unit.enrollments).hasSize(1);
    assertThat(unit.enrollments.get(0).version()).isEqualTo(1);
    assertThat(unit.enrollments.get(0).visibleAt()).isEqualTo(NOON + 9);
  }

  @Test
  void anOffGridInstantMakesNoVersionOfItsOwn() {
    ExperimentFixture stopsBetweenTicks = experiment("x").stoppedAt(NOON + 30_000);
    UnitBench unit =
        UnitBench.of(stopsBetweenTicks)
            .at(
                ONE_MINUTE_LATER,
                exposure("x", CONTROL, NOON),
                exposure("x", TREATMENT, NOON + 29_999));

    assertThat(unit.enrollments).hasSize(1);
    assertThat(unit.contributions).extracting(Contribution::instant).containsOnly(NOON + 30_000);
  }

  @Test
  void theEventsOfATickAreCutAtEveryInstant() {
    ExperimentFixture startsBetweenTicks = experiment("y").startedAt(NOON + 20_000).stoppedAt(STOP);
    UnitBench unit =
        UnitBench.of(x(), startsBetweenTicks)
            .at(
                ONE_MINUTE_LATER,
                exposure("x", CONTROL, NOON + 19_999),
                exposure("y", CONTROL, NOON + 20_000));

    assertThat(unit.contributions)
        .filteredOn(c -> c.experimentKey().equals("x"))
        .extracting(Contribution::instant)
        .containsOnly(NOON + 20_000);
    assertThat(unit.contributions)
        .filteredOn(c -> c.experimentKey().equals("y"))
        .extracting(Contribution::instant)
        .containsOnly(ONE_MINUTE_LATER);
  }

  @Test
  void theFirstAndTheLastMillisecondOfAnExperimentCount() {
    UnitBench unit =
        UnitBench.of(x())
            .at(START, exposure("x", CONTROL, START - 1))
            .at(START + MINUTE, exposure("x", CONTROL, START))
            .at(STOP, exposure("x", CONTROL, STOP - 1))
            .at(STOP + MINUTE, exposure("x", CONTROL, STOP));

    assertThat(unit.fates())
        .containsExactly(
            Disposition.REJECTED, Disposition.APPLIED, Disposition.APPLIED, Disposition.REJECTED);
    assertThat(unit.rejections)
        .extracting(Rejection::reason)
        .containsOnly(RejectReason.OUTSIDE_EXPERIMENT);
    assertThat(unit.health("x", 0, HealthCounter.rejected(RejectReason.OUTSIDE_EXPERIMENT)))
        .isEqualTo(2);
  }

  @Test
  void whatNobodyConfiguredIsRefusedByName() {
    UnitBench unit =
        UnitBench.of(x())
            .at(ONE_MINUTE_LATER, exposure("nope", CONTROL, NOON), exposure("x", "nope", NOON));

    assertThat(unit.rejections)
        .extracting(Rejection::reason)
        .containsExactlyInAnyOrder(RejectReason.UNKNOWN_EXPERIMENT, RejectReason.UNKNOWN_VARIANT);
    assertThat(unit.rejections)
        .extracting(Rejection::detail)
        .containsExactlyInAnyOrder(
            "no experiment 'nope' in the configuration", "experiment 'x' has no variant 'nope'");
    assertThat(unit.health("x", -1, HealthCounter.rejected(RejectReason.UNKNOWN_VARIANT)))
        .isEqualTo(1);
    assertThat(unit.record.memberships()).isEmpty();
  }

  @Test
  void aRejectionSaysAllThatIsKnown() {
    Exposure exposure = exposure("nope", CONTROL, NOON);
    UnitBench unit = UnitBench.of(x()).at(ONE_MINUTE_LATER, exposure);

    assertThat(unit.rejections)
        .containsExactly(
            new Rejection(
                ONE_MINUTE_LATER,
                RejectReason.UNKNOWN_EXPERIMENT,
                "no experiment 'nope' in the configuration",
                new Position("events.csv", 0, 1, 0),
                "nope",
                CONTROL,
                "u1",
                null,
                NOON,
                exposure.content()));
  }

  @Test
  void anExposureWithoutTheExperimentsUnitIsMissingIt() {
    UnitBench unit =
        UnitBench.of(experiment("d").unitType("device"))
            .at(ONE_MINUTE_LATER, exposure("d", CONTROL, NOON));

    assertThat(unit.rejections)
        .extracting(Rejection::reason)
        .containsExactly(RejectReason.MISSING_UNIT);
    assertThat(unit.health("d", 0, HealthCounter.rejected(RejectReason.MISSING_UNIT))).isEqualTo(1);
  }

  @Test
  void ofSeveralIdentitiesOnlyTheRandomisedOneIsEnrolled() {
    Exposure both =
        new Exposure(
            "e1", "x", CONTROL, "user", "u1", Map.of("device", "d1"), NOON, null, Map.of(), null);
    UnitBench user = UnitBench.of(x()).at(ONE_MINUTE_LATER, both);
    UnitBench device = UnitBench.of(new UnitId("device", "d1"), x()).at(ONE_MINUTE_LATER, both);

    assertThat(user.fates()).containsExactly(Disposition.APPLIED);
    assertThat(device.fates()).isEmpty();
    assertThat(device.contributions).isEmpty();
  }

  @Test
  void anUnusableExposureOfSeveralIdentitiesIsRefusedOnce() {
    Exposure both =
        new Exposure(
            "e1",
            "nope",
            CONTROL,
            "user",
            "u1",
            Map.of("device", "d1"),
            NOON,
            null,
            Map.of(),
            null);

    assertThat(UnitBench.of(x()).at(ONE_MINUTE_LATER, both).fates()).isEmpty();
    assertThat(UnitBench.of(new UnitId("device", "d1"), x()).at(ONE_MINUTE_LATER, both).fates())
        .containsExactly(Disposition.REJECTED);
  }

  @Test
  void aVariantWithoutWeightEnrolsNobodyButStaysForThoseWhoAreIn() {
    ExperimentFixture off = experiment("x").allocation(START, "1", "1").allocation(NOON, "1", "0");
    long settled = NOON + 15 * MINUTE;
    UnitBench early =
        UnitBench.of(off)
            .at(ONE_MINUTE_LATER, exposure("x", TREATMENT, NOON))
            .at(settled + MINUTE, exposure("x", TREATMENT, settled));
    UnitBench late = UnitBench.of(off).at(settled + MINUTE, exposure("x", TREATMENT, settled));

    assertThat(early.fates()).containsOnly(Disposition.APPLIED);
    assertThat(early.enrollments).extracting(EnrollmentVersion::epoch).containsExactly(1);
    assertThat(late.rejections)
        .extracting(Rejection::reason)
        .containsExactly(RejectReason.UNKNOWN_VARIANT);
    assertThat(late.health("x", 1, HealthCounter.rejected(RejectReason.UNKNOWN_VARIANT)))
        .isEqualTo(1);
  }

  @Test
  void moreExposuresADayThanAHumanMakesAreRefusedAndTheNextDayIsNew() {
    UnitBench unit = UnitBench.of(x().stoppedAt(START + 2 * DAY));
    List<UnitInput> many = new ArrayList<>();
    for (int i = 0; i <= UnitAccounts.EVENTS_PER_DAY; i++) {
      Exposure exposure = exposure(String.format("e%06d", i), "x", CONTROL, NOON, Map.of());
      many.add(new UnitInput("user", "u1", NOON, exposure, new Position("f", 0, i, 0)));
    }
    unit.at(ONE_MINUTE_LATER, many);

    assertThat(unit.rejections).hasSize(1);
    assertThat(unit.rejections.get(0).reason()).isEqualTo(RejectReason.UNIT_LIMIT);
    assertThat(unit.rejections.get(0).position().offset()).isEqualTo(UnitAccounts.EVENTS_PER_DAY);
    unit.forget().at(STOP, exposure("x", CONTROL, STOP - 1));
    assertThat(unit.fates()).containsExactly(Disposition.REJECTED);
    unit.forget().at(STOP + MINUTE, exposure("x", CONTROL, STOP));
    assertThat(unit.fates()).containsExactly(Disposition.APPLIED);
  }

  @Test
  void anAssignmentThatTheHashDoesNotGiveIsAMismatch() {
    UnitBench control =
        UnitBench.of(x().salt("s")).at(ONE_MINUTE_LATER, exposure("x", CONTROL, NOON));
    UnitBench treated =
        UnitBench.of(x().salt("s")).at(ONE_MINUTE_LATER, exposure("x", TREATMENT, NOON));
    String expected = control.enrollments.get(0).expectedVariantKey();

    assertThat(expected).isIn(CONTROL, TREATMENT);
    assertThat(treated.enrollments.get(0).expectedVariantKey()).isEqualTo(expected);
    assertThat(
            control.health("x", 0, HealthCounter.MISMATCHES)
                + treated.health("x", 1, HealthCounter.MISMATCHES))
        .isEqualTo(1);
  }

  @Test
  void withoutMetricsOnlyUnitsAreFolded() {
    UnitBench unit =
        UnitBench.ofEnrollments(x().primary(MetricFixture.count("buy").window(MINUTE)))
            .at(ONE_MINUTE_LATER, exposure("x", CONTROL, NOON));

    assertThat(unit.contributions).noneMatch(c -> c.cell() instanceof Cell.Metric);
    assertThat(unit.fold.nextMaturity(unit.record)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aUnitWithoutExposuresIsNobody() {
    UnitBench unit =
        UnitBench.of(x().primary(MetricFixture.count("buy")))
            .at(ONE_MINUTE_LATER, event("buy", NOON));

    assertThat(unit.enrollments).isEmpty();
    assertThat(unit.contributions).isEmpty();
    assertThat(unit.fates()).containsExactly(Disposition.UNMATCHED);
  }

  @Property(tries = 100)
  void theOrderOfArrivalWithinATickMeansNothing(@ForAll("arrivals") List<Exposure> arrivals) {
    List<Exposure> sorted = new ArrayList<>(arrivals);
    sorted.sort((a, b) -> a.content().compareTo(b.content()));
    UnitBench one = UnitBench.of(x()).at(ONE_MINUTE_LATER, arrivals.toArray(Exposure[]::new));
    UnitBench other = UnitBench.of(x()).at(ONE_MINUTE_LATER, sorted.toArray(Exposure[]::new));

    assertThat(one.record).isEqualTo(other.record);
    assertThat(one.enrollments).isEqualTo(other.enrollments);
    assertThat(one.cells()).isEqualTo(other.cells());
  }

  @Provide
  Arbitrary<List<Exposure>> arrivals() {
    return Combinators.combine(
            Arbitraries.of("e1", "e2", "e3"),
            Arbitraries.of(CONTROL, TREATMENT),
            Arbitraries.longs().between(NOON, NOON + 2),
            Arbitraries.of("", "DE"))
        .as((id, variant, time, country) -> exposure(id, "x", variant, time, Map.of("c", country)))
        .list()
        .ofMaxSize(8);
  }
}
