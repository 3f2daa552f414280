package io.plumbline.core.experiment;

import static io.plumbline.core.experiment.ExperimentFixture.DAY;
import static io.plumbline.core.experiment.ExperimentFixture.HOUR;
import static io.plumbline.core.experiment.ExperimentFixture.START;
import static io.plumbline.core.experiment.ExperimentFixture.experiment;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.time.Silence;
import io.plumbline.core.time.Silences;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The run went on for an hour of the second day without its configuration. */
class HiddenChangesTest {
  private static final long AFTER = START + DAY;
  private static final long UNTIL = AFTER + HOUR;
  private static final long WITHIN = AFTER + HOUR / 2;
  private static final Silences HOUR_OF_SILENCE =
      Silences.NONE.with(new Silence(AFTER, UNTIL, true));

  private final Experiment known = experiment("gate").allocation(START, "1", "1").build();

  private static Experiment postponed(Experiment known, Experiment newer) {
    return HiddenChanges.postponed(known, newer, HOUR_OF_SILENCE);
  }

  private static List<String> allocations(Experiment experiment) {
    return experiment.allocations().stream()
        .map(
            allocation ->
                (allocation.effectiveAt() - START) / (HOUR / 2)
                    + " "
                    + allocation.weight(ExperimentFixture.CONTROL))
        .toList();
  }

  @Test
  void whatWasKnownIsTheSame() {
    Experiment planned =
        experiment("gate").allocation(START, "1", "1").allocation(WITHIN, "9", "1").build();
    Experiment again =
        experiment("gate").allocation(START, "1.0", "1").allocation(WITHIN, "9.0", "1").build();

    assertThat(postponed(planned, again)).isSameAs(again);
    assertThat(postponed(null, known)).as("new, and of before").isSameAs(known);
  }

  @Test
  void anAllocationOfTheSilenceActsFromItsEnd() {
    Experiment newer =
        experiment("gate")
            .allocation(START, "1", "1")
            .allocation(WITHIN, "9", "1")
            .allocation(UNTIL + HOUR, "5", "1")
            .build();

    Experiment first = postponed(known, newer);
    assertThat(allocations(first)).containsExactly("0 1", "50 9", "52 5");
    assertThat(postponed(first, newer)).as("the next document is read alike").isEqualTo(first);
  }

  @Test
  void ofSeveralOnlyTheLastActs() {
    Experiment newer =
        experiment("gate")
            .allocation(START, "1", "1")
            .allocation(WITHIN, "9", "1")
            .allocation(WITHIN + 1, "8", "1")
            .build();
    Experiment thereAndBack =
        experiment("gate")
            .allocation(START, "1", "1")
            .allocation(WITHIN, "9", "1")
            .allocation(WITHIN + 1, "1", "1")
            .build();

    assertThat(allocations(postponed(known, newer))).containsExactly("0 1", "50 8");
    assertThat(allocations(postponed(known, thereAndBack))).containsExactly("0 1");
  }

  @Test
  void whatActedInTheSilenceByAnOldPlanStaysUntilItsEnd() {
    Experiment planned =
        experiment("gate").allocation(START, "1", "1").allocation(WITHIN, "9", "1").build();
    Experiment takenAway = experiment("gate").allocation(START, "1", "1").build();

    assertThat(allocations(postponed(planned, takenAway))).containsExactly("0 1", "49 9", "50 1");
  }

  @Test
  void anAllocationAtTheVeryEndStays() {
    Experiment planned =
        experiment("gate").allocation(START, "1", "1").allocation(UNTIL, "1", "1").build();

    assertThat(postponed(planned, planned)).isSameAs(planned);
  }

  @Test
  void aStopOfTheSilenceActsFromItsEnd() {
    Experiment newer = known.but().stoppedAt(WITHIN).stopKnownFrom(WITHIN).build();
    Experiment planned = known.but().plannedToStopAt(WITHIN).build();

    assertThat(postponed(known, newer).stoppedAt()).isEqualTo(UNTIL);
    assertThat(postponed(planned, planned)).isSameAs(planned);
  }

  @Test
  void anExperimentThatStartedInTheSilenceStartsAtItsEnd() {
    Experiment newer =
        experiment("new").startedAt(WITHIN).knownFrom(WITHIN).stoppedAt(WITHIN + 5).build();

    Experiment late = postponed(null, newer);

    assertThat(late.startedAt()).isEqualTo(UNTIL);
    assertThat(late.knownFrom()).isEqualTo(UNTIL);
    assertThat(late.stoppedAt()).isEqualTo(UNTIL + 1);
    assertThat(late.allocations()).extracting(Allocation::effectiveAt).containsExactly(UNTIL);
    assertThat(ExperimentPlan.of(late, ExperimentFixture.TIMING).epochs()).hasSize(1);
    assertThat(postponed(late, newer)).isEqualTo(late);
  }

  @Test
  void aSecondSilenceKeepsWhatTheFirstPutOff() {
    long later = UNTIL + DAY;
    Silences two = HOUR_OF_SILENCE.with(new Silence(later, later + HOUR, true));
    Experiment first =
        postponed(
            known,
            experiment("gate").allocation(START, "1", "1").allocation(WITHIN, "9", "1").build());
    Experiment newer =
        experiment("gate")
            .allocation(START, "1", "1")
            .allocation(WITHIN, "9", "1")
            .allocation(later + 1, "5", "1")
            .build();

    Experiment second = HiddenChanges.postponed(first, newer, two);

    assertThat(allocations(second)).containsExactly("0 1", "50 9", "100 5");
    assertThat(HiddenChanges.postponed(second, newer, two)).isEqualTo(second);
  }

  @Test
  void whatIsPutOffMayFollow() {
    Experiment newer =
        experiment("gate")
            .stoppedAt(WITHIN + 7)
            .allocation(START, "1", "1")
            .allocation(WITHIN, "9", "1")
            .build();

    assertThat(ExperimentSuccession.problems(known, newer, UNTIL)).hasSize(2);
    assertThat(ExperimentSuccession.problems(known, postponed(known, newer), UNTIL)).isEmpty();
  }
}
