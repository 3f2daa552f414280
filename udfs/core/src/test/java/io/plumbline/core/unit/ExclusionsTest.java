package io.plumbline.core.unit;

import static io.plumbline.core.experiment.ExperimentFixture.CONTROL;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.MINUTE;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.TIMING;
import static io.plumbline.core.experiment.ExperimentFixture.TREATMENT;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static io.plumbline.core.experiment.MetricFixture.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.experiment.ExperimentFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a unit of which something is left out is counted, and where no more. */
class ExclusionsTest {
  private static final long TICK = START + 30 * MINUTE;
  private static final long NEXT = TICK + MINUTE;
  private static final long STOP = START + 5 * HOUR;

  private static ExperimentFixture x() {
    return experiment("x")
        .stoppedAt(STOP)
        .allocation(START, "1", "1")
        .allocation(START + 10 * MINUTE, "1", "3")
        .primary(sum("buy").window(HOUR));
  }

  private static UnitInput refused(Event event, RejectReason reason, long visibleAt) {
    UnitInput input = UnitBench.late(event, visibleAt);
    return new UnitInput(
        input.unitType(), input.unitId(), visibleAt, event, input.position(), reason);
  }

  private static UnitInput tooLate(String variant, long time, long visibleAt) {
    return refused(UnitBench.exposure("x", variant, time), RejectReason.TOO_LATE, visibleAt);
  }

  private static List<String> leftOut(UnitBench unit) {
    return unit.cells().keySet().stream()
        .filter(cell -> cell.contains("Exclusion["))
        .map(cell -> cell.substring(cell.indexOf('[')))
        .toList();
  }

  @Test
  void aUnitThatIsNotEnrolledCountsWhereItsFirstExposureWould() {
    UnitBench unit =
        UnitBench.ofEnrollments(x())
            .at(
                TICK,
                tooLate(CONTROL, START + 11 * MINUTE, TICK - 1),
                tooLate(TREATMENT, START + 1, TICK - 2));

    // TREATMENT came first, at a time of epoch 0; CONTROL does not make it another unit
    assertThat(leftOut(unit)).containsExactly("[test=EXPOSURE_TOO_LATE, epoch=0, variant=1]");
    unit.at(NEXT, tooLate(CONTROL, START + 1, NEXT - 1));
    assertThat(leftOut(unit)).containsExactly("[test=EXPOSURE_TOO_LATE, epoch=0, variant=1]");
  }

  @Test
  void itMovesWithTheEnrollment() {
    UnitBench unit = UnitBench.ofEnrollments(x()).at(TICK, tooLate(TREATMENT, START + 1, TICK - 2));
    // settling ends at START + 25 minutes: epoch 2
    unit.at(NEXT, UnitBench.exposure("x", CONTROL, NEXT - 1));
    assertThat(leftOut(unit)).containsExactly("[test=EXPOSURE_TOO_LATE, epoch=2, variant=0]");

    unit.at(NEXT + MINUTE, UnitBench.late(UnitBench.exposure("x", TREATMENT, START + 3), NEXT + 1));
    assertThat(leftOut(unit)).containsExactly("[test=EXPOSURE_TOO_LATE, epoch=0, variant=1]");
  }

  @Test
  void eachReasonIsATestOfItsOwn() {
    UnitBench unit =
        UnitBench.ofEnrollments(x())
            .at(
                TICK,
                tooLate(CONTROL, START + 1, TICK - 3),
                // its clock is an hour ahead of a time in epoch 2
                refused(
                    UnitBench.exposure("x", CONTROL, TICK + HOUR),
                    RejectReason.IN_FUTURE,
                    TICK - 2),
                refused(
                    UnitBench.exposure("x", TREATMENT, START + 2), RejectReason.SAMPLED, TICK - 1));

    assertThat(leftOut(unit))
        .containsExactlyInAnyOrder(
            "[test=EXPOSURE_TOO_LATE, epoch=0, variant=0]",
            "[test=EXPOSURE_IN_FUTURE, epoch=2, variant=0]",
            "[test=EXPOSURE_SAMPLED, epoch=0, variant=1]");
  }

  @Test
  void whatWouldNotHaveCountedIsNotLeftOut() {
    UnitBench unit =
        UnitBench.ofEnrollments(x())
            .at(
                TICK,
                tooLate("nonesuch", START + 1, TICK - 1),
                tooLate(CONTROL, START - 1, TICK - 1),
                UnitInputs.of(UnitBench.exposure("x", CONTROL, START - MINUTE)));
    assertThat(leftOut(unit)).isEmpty();

    UnitBench afterwards = UnitBench.ofEnrollments(x());
    afterwards.at(STOP + MINUTE, tooLate(CONTROL, STOP, STOP + 1));
    long forgotten = TIMING.acceptedUntil(STOP);
    afterwards.at(forgotten + MINUTE, tooLate(CONTROL, START + 1, forgotten));
    assertThat(leftOut(afterwards)).isEmpty();
    afterwards.at(forgotten, tooLate(CONTROL, START + 1, forgotten - 1));
    assertThat(leftOut(afterwards)).hasSize(1);
  }

  @Test
  void metricEventsCountUnderTheEnrollmentAlone() {
    UnitBench unit = UnitBench.of(x());
    UnitInput repeated =
        UnitBench.late(UnitBench.event("e", "buy", START + 12 * MINUTE, 1.0), TICK - 2);
    unit.at(TICK, repeated, repeated);
    assertThat(leftOut(unit)).isEmpty();

    // enrols the unit before its two events, of which one is a repetition
    unit.at(NEXT, UnitBench.late(UnitBench.exposure("x", TREATMENT, START + 11 * MINUTE), TICK));
    assertThat(leftOut(unit)).containsExactly("[test=METRIC_EVENT_DUPLICATE, epoch=1, variant=1]");

    unit.at(
        NEXT + MINUTE,
        UnitBench.late(UnitBench.exposure("x", CONTROL, START + 3), NEXT),
        UnitBench.late(UnitBench.event("f", "buy", START + 4, Double.NaN), NEXT));
    assertThat(leftOut(unit))
        .containsExactlyInAnyOrder(
            "[test=METRIC_EVENT_DUPLICATE, epoch=0, variant=0]",
            "[test=METRIC_EVENT_VALUE_OUT_OF_RANGE, epoch=0, variant=0]");
  }

  @Test
  void anEventThatMattersNoMoreIsTakenBack() {
    // bought 64 and 65 minutes after START, of which the second is a repetition: it matters to an
    // enrollment in the hour before the stop, whose window closes after it
    ExperimentFixture experiment =
        experiment("x").stoppedAt(START + HOUR).primary(sum("buy").window(10 * MINUTE));
    UnitBench unit = UnitBench.of(experiment);
    long enrolled = START + 59 * MINUTE;
    unit.at(START + HOUR, UnitBench.exposure("x", CONTROL, enrolled));
    UnitInput event =
        UnitBench.late(UnitBench.event("e", "buy", START + 64 * MINUTE, 1.0), START + 65 * MINUTE);
    unit.at(START + 66 * MINUTE, event, event);
    assertThat(leftOut(unit)).containsExactly("[test=METRIC_EVENT_DUPLICATE, epoch=0, variant=0]");

    // the enrollment moves to a time at which all that matters ends with the stop
    unit.at(
        START + 67 * MINUTE,
        UnitBench.late(UnitBench.exposure("x", CONTROL, START + 9 * MINUTE), START + 66 * MINUTE));
    assertThat(leftOut(unit)).isEmpty();
    assertThat(unit.record.exclusions()).isEmpty();
  }

  @Test
  void theHundredThousandAndFirstExposureIsLeftOut() {
    UnitBench unit = UnitBench.ofEnrollments(x());
    UnitInput shown = UnitInputs.of(UnitBench.exposure("x", TREATMENT, TICK - 1));
    unit.at(TICK, java.util.Collections.nCopies((int) UnitAccounts.EVENTS_PER_DAY, shown));
    assertThat(leftOut(unit)).isEmpty();

    unit.at(NEXT, UnitInputs.of(UnitBench.exposure("x", CONTROL, TICK)));
    assertThat(leftOut(unit)).containsExactly("[test=EXPOSURE_UNIT_LIMIT, epoch=2, variant=1]");
  }

  @Test
  void crossoversWithinTheEpochAreToldByWhereTheyLead() {
    UnitBench unit =
        UnitBench.ofEnrollments(x())
            .at(
                TICK,
                UnitBench.exposure("x", CONTROL, START + 1),
                UnitBench.exposure("x", TREATMENT, START + 12 * MINUTE));
    assertThat(unit.cells().keySet()).noneMatch(cell -> cell.contains("Crossover["));

    unit.at(NEXT, UnitBench.late(UnitBench.exposure("x", TREATMENT, START + 2), TICK));
    assertThat(unit.cells().keySet())
        .contains("x " + new Cell.Crossover(0, 0, 1), "x " + new Cell.Health(0, "crossovers"));
  }

  /** Inputs that count from their own time. */
  private static final class UnitInputs {
    static UnitInput of(Event event) {
      return UnitBench.late(event, event.eventTime());
    }
  }
}
