package io.plumbline.operators.unit;

import static io.plumbline.operators.Examples.ONE_HOUR_LATER;
import static io.plumbline.operators.Examples.ONE_MINUTE_LATER;
import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.STOP;
import static io.plumbline.operators.Examples.TIMING;
import static io.plumbline.operators.Examples.TWO_MINUTES_LATER;
import static io.plumbline.operators.Examples.bought;
import static io.plumbline.operators.Examples.experiment;
import static io.plumbline.operators.Examples.exposure;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.Disposition;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.core.unit.UnitInput;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.Keys;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.codec.ExperimentInRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Units in a stream without an end: what ends, what is late, what is configured meanwhile. */
@SuppressWarnings("try") // a harness may throw anything when closed
class UnitStreamTest {
  private static final long DAY = 86_400_000;
  private static final long THREE_MINUTES_LATER = START + 180_000;

  /** A task that may fail and be restored; what it has put out is kept. */
  private static final class Task implements AutoCloseable {
    final List<Contribution> contributions = new ArrayList<>();
    final List<RecordCount> counts = new ArrayList<>();
    private CoBroadcastWithKeyedOperator<String, UnitInput, ExperimentInRun, Contribution> operator;
    private KeyedBroadcastOperatorTestHarness<String, UnitInput, ExperimentInRun, Contribution>
        harness;

    Task() throws Exception {
      start(null);
    }

    private void start(OperatorSubtaskState state) throws Exception {
      operator =
          new CoBroadcastWithKeyedOperator<>(
              UnitFunction.ofMetrics(TIMING, new JobRun("metrics", 0)),
              List.of(UnitFunction.EXPERIMENTS));
      harness =
          new KeyedBroadcastOperatorTestHarness<>(operator, Keys::unit, Types.STRING, 1, 1, 0);
      if (state != null) {
        harness.initializeState(state);
      }
      harness.open();
    }

    void fail() throws Exception {
      OperatorSubtaskState state = harness.snapshot(1, 1);
      take();
      harness.close();
      start(state);
    }

    void configure(Experiment experiment) throws Exception {
      harness.processBroadcastElement(new ExperimentInRun(experiment, Horizon.ENDLESS), START);
    }

    void send(UnitInput input) throws Exception {
      harness.processElement(input, input.visibleAt());
    }

    /** All rows before this time, and the one at it, are due. */
    void close(long tick) throws Exception {
      harness.watermark(tick - 1);
      take();
    }

    private void take() {
      contributions.addAll(harness.extractOutputValues());
      var side = harness.getSideOutput(OutputTags.COUNTS);
      if (side != null) {
        side.forEach(record -> counts.add(record.getValue()));
        side.clear();
      }
      harness.getOutput().clear();
    }

    /** What each cell holds in the rows of each instant: what a failure must not change. */
    List<String> rows() {
      take();
      Map<String, long[]> sums = new TreeMap<>();
      for (Contribution c : contributions) {
        long[] words = c.amount().toWords();
        long[] sum =
            sums.computeIfAbsent(c.instant() + " " + c.cell(), k -> new long[words.length]);
        for (int i = 0; i < words.length; i++) {
          sum[i] += words[i];
        }
      }
      List<String> rows = new ArrayList<>();
      sums.forEach((cell, words) -> rows.add(cell + " " + List.of(words[0], words[2], words[5])));
      counts.stream()
          .sorted(
              Comparator.comparingLong(RecordCount::tick)
                  .thenComparing(RecordCount::disposition)
                  .thenComparingLong(RecordCount::lastOffset)
                  .thenComparingLong(RecordCount::count))
          .forEach(count -> rows.add(count.toString()));
      return rows;
    }

    int entries() {
      KeyedStateBackend<String> backend = operator.getKeyedStateBackend();
      return ((HeapKeyedStateBackend<String>) backend).numKeyValueStateEntries();
    }

    int timers() {
      return harness.numEventTimeTimers();
    }

    @Override
    public void close() throws Exception {
      harness.close();
    }
  }

  private static Task task() throws Exception {
    Task task = new Task();
    task.configure(experiment("gate"));
    return task;
  }

  private static Experiment withStop(Experiment e, Long stoppedAt) {
    return with(e, stoppedAt, e.metrics(), e.knownFrom());
  }

  private static Experiment with(
      Experiment e, Long stoppedAt, List<ExperimentMetric> metrics, long knownFrom) {
    return e.but().stoppedAt(stoppedAt).metrics(metrics).knownFrom(knownFrom).build();
  }

  private static UnitInput late(UnitInput input, long visibleAt) {
    return input.visibleFrom(visibleAt);
  }

  @Test
  void stateAndTimersEndALatenessAfterTheStop() throws Exception {
    try (Task task = task()) {
      task.send(exposure("u1", "a", START));
      task.send(exposure("u1", "b", START + 1));
      task.send(exposure("u2", "b", STOP - 1));
      task.send(bought("u1", "e1", ONE_MINUTE_LATER, 1));
      task.send(bought("nobody", "e1", ONE_MINUTE_LATER, 1));
      task.close(STOP);
      assertThat(task.entries()).isPositive();
      assertThat(task.timers()).isPositive();

      // u2's window closes an hour after the stop; lateness is an hour, the grid another; and the
      // counts of u2's day end with the day before
      task.close(STOP + 3 * 3_600_000);
      assertThat(task.entries()).isZero();
      assertThat(task.timers()).isZero();
    }
  }

  @Test
  void aUnitOfAnExperimentWithoutAStopKeepsItsRecordAndOneTimer() throws Exception {
    try (Task task = new Task()) {
      task.configure(withStop(experiment("gate"), null));
      task.send(exposure("u1", "a", START));
      task.send(bought("u1", "e1", ONE_MINUTE_LATER, 1));
      task.close(START + 30 * DAY);
      assertThat(task.entries()).isEqualTo(1);
      assertThat(task.timers()).isEqualTo(1);

      task.configure(withStop(experiment("gate"), START + 31 * DAY));
      task.close(START + 33 * DAY);
      assertThat(task.entries()).isZero();
      assertThat(task.timers()).isZero();
    }
  }

  @Test
  void whatIsKeptForLateExposuresEndsWithTheLateness() throws Exception {
    try (Task task = new Task()) {
      task.configure(withStop(experiment("gate"), null));
      for (int i = 0; i < 1000; i++) {
        task.send(bought("nobody", "e" + i, START + i, 1));
      }
      task.close(START + 3 * 3_600_000);
      // the count of the day is left
      assertThat(task.entries()).isEqualTo(1);
      task.close(START + 2 * DAY);
      assertThat(task.entries()).isZero();
      assertThat(task.timers()).isZero();
    }
  }

  @Test
  void aBusyUnitIsFoldedWholeHoweverManyPiecesItWaitsIn() throws Exception {
    try (Task task = task()) {
      task.send(exposure("u1", "a", START));
      for (int i = 0; i < 5_000; i++) {
        task.send(bought("u1", "e" + i, START + i, 0.01));
      }
      task.close(ONE_MINUTE_LATER);

      Cell all = new Cell.Metric(0, 0, Cell.ALL, Cell.ALL, 0, false);
      assertThat(task.contributions)
          .filteredOn(c -> c.cell().equals(all))
          .extracting(c -> c.amount().events() + "/" + c.amount().sum())
          .containsExactly("5000/5000");
      assertThat(task.counts).hasSize(5_001);
    }
  }

  @Test
  void aLateExposureMovesWhatTheRowsBeforeSaid() throws Exception {
    try (Task task = task()) {
      task.send(exposure("u1", "a", ONE_MINUTE_LATER));
      task.send(bought("u1", "e1", ONE_MINUTE_LATER + 1, 2));
      task.close(TWO_MINUTES_LATER);
      task.contributions.clear();
      task.send(late(exposure("u1", "b", START), TWO_MINUTES_LATER));
      task.close(THREE_MINUTES_LATER);

      assertThat(task.contributions)
          .filteredOn(c -> c.cell() instanceof Cell.Units u && u.dimension().equals(Cell.ALL))
          .extracting(c -> ((Cell.Units) c.cell()).variant() + ":" + c.amount().units())
          .containsExactlyInAnyOrder("0:-1", "1:1");
    }
  }

  @Test
  void anInputOlderThanClosedRowsCountsFromTheLastOfThem() throws Exception {
    try (Task task = task()) {
      task.close(TWO_MINUTES_LATER);
      task.send(exposure("u1", "a", START));
      task.send(exposure("u2", "a", TWO_MINUTES_LATER));
      task.close(THREE_MINUTES_LATER);

      assertThat(task.counts)
          .extracting(RecordCount::tick)
          .containsExactly(THREE_MINUTES_LATER, THREE_MINUTES_LATER);
      assertThat(task.contributions)
          .extracting(Contribution::instant)
          .containsOnly(THREE_MINUTES_LATER);
    }
  }

  @Test
  void whichRowsAreClosedIsKnownAfterAFailure() throws Exception {
    try (Task task = task()) {
      task.close(TWO_MINUTES_LATER);
      task.fail();
      task.send(exposure("u1", "a", START));
      task.close(THREE_MINUTES_LATER);

      assertThat(task.counts).extracting(RecordCount::tick).containsExactly(THREE_MINUTES_LATER);
    }
  }

  @Test
  void aMetricThatIsAddedCountsUnitsFromItsBeginningWheneverItArrives() throws Exception {
    Experiment before = experiment("gate");
    Metric buy = before.metrics().get(0).metric();
    Metric more =
        new Metric(
            "more",
            1,
            buy.kind(),
            "buy",
            Map.of(),
            0,
            0,
            null,
            false,
            null,
            null,
            true,
            "",
            TWO_MINUTES_LATER);
    List<ExperimentMetric> both =
        List.of(
            before.metrics().get(0), new ExperimentMetric(more, MetricRole.SECONDARY, null, null));
    Experiment after = with(before, before.stoppedAt(), both, before.knownFrom());
    List<List<String>> rows = new ArrayList<>();
    for (int arrives = 0; arrives < 3; arrives++) {
      try (Task task = task()) {
        for (int minute = 0; minute < 4; minute++) {
          if (minute == arrives) {
            task.configure(after);
          }
          long time = START + minute * 60_000L;
          task.send(exposure("u" + minute, "a", time));
          task.send(bought("u0", "e" + minute, time + 1, 1));
          task.send(bought("u" + minute, "f" + minute, time + 1, 1));
          task.close(time + 60_000);
        }
        rows.add(task.rows());
      }
    }

    assertThat(rows.get(1)).isEqualTo(rows.get(0));
    assertThat(rows.get(2)).isEqualTo(rows.get(0));
    assertThat(rows.get(0)).anyMatch(row -> row.contains("Metric[metric=1"));
  }

  @Test
  void anExperimentCountsFromWhenItIsKnownWheneverItArrives() throws Exception {
    Experiment known = with(experiment("gate"), STOP, List.of(), ONE_MINUTE_LATER);
    List<List<String>> rows = new ArrayList<>();
    for (int arrives = 0; arrives < 2; arrives++) {
      try (Task task = new Task()) {
        for (int minute = 0; minute < 3; minute++) {
          if (minute == arrives) {
            task.configure(known);
          }
          task.send(exposure("u1", "a", START + minute * 60_000L));
          task.close(START + (minute + 1) * 60_000L);
        }
        rows.add(task.rows());
        assertThat(task.counts)
            .extracting(RecordCount::disposition)
            .containsExactly(Disposition.REJECTED, Disposition.APPLIED, Disposition.APPLIED);
      }
    }

    assertThat(rows.get(1)).isEqualTo(rows.get(0));
  }

  @Test
  void aFailureAtAnyPointChangesNothing() throws Exception {
    List<UnitInput> log = randomLog(new Random(7));
    List<String> uninterrupted = replayed(log, -1);

    for (int cut = 0; cut < log.size(); cut++) {
      assertThat(replayed(log, cut)).as("restored before input %d", cut).isEqualTo(uninterrupted);
    }
    assertThat(uninterrupted).hasSizeGreaterThan(100);
  }

  /** Two users, two variants, half of the events out of order or late. */
  private static List<UnitInput> randomLog(Random random) {
    List<UnitInput> log = new ArrayList<>();
    long now = START;
    for (int i = 0; i < 120; i++) {
      now += random.nextInt(3 * 60_000);
      String unit = "u" + random.nextInt(2);
      long time = random.nextBoolean() ? now : Math.max(START, now - random.nextInt(3_600_000));
      UnitInput input =
          random.nextInt(3) == 0
              ? exposure(unit, random.nextBoolean() ? "a" : "b", time)
              : bought(unit, "e" + random.nextInt(40), time, random.nextInt(100));
      log.add(late(input, now));
    }
    return log;
  }

  private static List<String> replayed(List<UnitInput> log, int failsBefore) throws Exception {
    Timing timing = TIMING;
    try (Task task = task()) {
      long closed = START;
      for (int i = 0; i < log.size(); i++) {
        if (i == failsBefore) {
          task.fail();
        }
        long tick = timing.tickAfter(log.get(i).visibleAt()) - timing.tickMs();
        if (tick > closed) {
          task.close(tick);
          closed = tick;
        }
        task.send(log.get(i));
      }
      task.close(STOP + DAY);
      assertThat(task.entries()).isZero();
      assertThat(task.timers()).isZero();
      return task.rows();
    }
  }

  @Test
  void oneTaskAfterAnotherClosesWindowsInBetween() throws Exception {
    try (Task task = task()) {
      task.send(exposure("u1", "a", START));
      task.close(ONE_MINUTE_LATER);
      task.fail();
      task.close(ONE_HOUR_LATER);

      assertThat(task.contributions)
          .filteredOn(c -> c.cell() instanceof Cell.Metric m && m.mature())
          .extracting(Contribution::instant)
          .containsOnly(ONE_HOUR_LATER);
    }
  }
}
