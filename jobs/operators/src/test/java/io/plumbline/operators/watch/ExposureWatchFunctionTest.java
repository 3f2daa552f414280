package io.plumbline.operators.watch;

import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.TIMING;
import static io.plumbline.operators.Examples.experiment;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.Allocation;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.unit.Cell;
import io.plumbline.core.unit.Contribution;
import io.plumbline.core.unit.HealthCounter;
import io.plumbline.core.watch.ExposureWatch;
import io.plumbline.operators.Examples;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.operators.codec.TickCounts;
import io.plumbline.schemas.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.Test;

/** Buckets in an endless stream: judged once, in order, across a restore, and to the stop. */
@SuppressWarnings("try") // a harness may throw anything when closed
class ExposureWatchFunctionTest {
  private static final long BUCKET = 300_000;
  private static final long STOP = START + 100 * BUCKET + 1_000;

  private static final class Harness
      extends KeyedTwoInputStreamOperatorTestHarness<
          Integer, TickCounts, ExperimentInRun, RowData> {
    private final List<RowData> told = new ArrayList<>();

    Harness() throws Exception {
      super(
          new KeyedCoProcessOperator<>(new ExposureWatchFunction(TIMING, new JobRun("srm", 0))),
          counts -> 0,
          experiment -> 0,
          Types.INT);
      setup(
          RowTypes.typeInfo(Table.ALERTS)
              .createSerializer(getExecutionConfig().getSerializerConfig()));
    }

    Harness knows(Experiment... experiments) throws Exception {
      for (Experiment each : experiments) {
        processElement2(new ExperimentInRun(each, Horizon.ENDLESS), each.startedAt());
      }
      return this;
    }

    /** The bucket of this number, from 1, in two parts as two tasks would send them. */
    Harness bucket(int number, long gate, long ramp) throws Exception {
      long end = START + number * BUCKET;
      if (gate > 0) {
        processElement1(TickCounts.of(end, "gate", gate), end - 1);
      }
      if (ramp > 1) {
        processElement1(TickCounts.of(end, "ramp", ramp - 1), end - 1);
        processElement1(TickCounts.of(end, "ramp", 1), end - 1);
      }
      return this;
    }

    List<String> through(int bucket) throws Exception {
      return time(START + bucket * BUCKET);
    }

    List<String> time(long instant) throws Exception {
      processBothWatermarks(new Watermark(instant - 1));
      List<RowData> rows = new ArrayList<>(extractOutputValues());
      getOutput().clear();
      told.addAll(rows);
      return AlertTexts.of(rows);
    }

    /** Buckets with the usual exposures; nothing is told of them. */
    Harness usual(int from, int to) throws Exception {
      for (int i = from; i <= to; i++) {
        assertThat(bucket(i, 200, 100).through(i)).as("bucket " + i).isEmpty();
      }
      return this;
    }
  }

  private static Experiment gate() {
    return experiment("gate", STOP);
  }

  private static Experiment ramp() {
    return experiment("ramp", null);
  }

  private static Harness open() throws Exception {
    Harness harness = new Harness();
    harness.open();
    return harness.knows(gate(), ramp());
  }

  @Test
  void anOutageIsToldAtTheEndOfItsBucketAndEndsWithTheExperiment() throws Exception {
    try (Harness harness = open()) {
      harness.usual(1, 30).bucket(31, 0, 100);
      assertThat(harness.time(START + 31 * BUCKET - 1)).isEmpty();
      assertThat(harness.through(31))
          .containsExactly("gate OPENED 1 null at 2024-03-01T02:35:00Z since 2024-03-01T02:35:00Z");
      for (int i = 32; i <= 100; i++) {
        assertThat(harness.bucket(i, 0, 100).through(i)).isEmpty();
      }
      assertThat(harness.time(STOP)).isEmpty();
      // At the tick that the stop is published with, for its own instant.
      assertThat(harness.time(START + 100 * BUCKET + 60_000))
          .containsExactly(
              "gate RESOLVED 2 STOPPED at 2024-03-01T08:20:01Z since 2024-03-01T02:35:00Z");
      // Its document comes again, and so do exposures of clients that never heard of the stop.
      harness.knows(gate());
      for (int i = 101; i <= 160; i++) {
        assertThat(harness.bucket(i, i > 140 ? 0 : 200, 100).through(i)).isEmpty();
      }
      assertThat(AlertTexts.text(harness.told.get(0), "alert_id"))
          .isEqualTo("exposure-stall-gate-2024-03-01T02:35:00Z")
          .isEqualTo(AlertTexts.text(harness.told.get(1), "alert_id"));
      assertThat(AlertTexts.text(harness.told.get(0), "owner")).isEqualTo("growth");
      assertThat(AlertTexts.text(harness.told.get(0), "config_version")).isNotBlank();
    }
  }

  @Test
  void aRestoredTaskGoesOnWithWhatItKnew() throws Exception {
    OperatorSubtaskState learned;
    OperatorSubtaskState opened;
    try (Harness harness = open()) {
      harness.usual(1, 30).bucket(31, 0, 60);
      learned = harness.snapshot(1, 1);
      assertThat(harness.bucket(31, 0, 40).through(31)).hasSize(1);
      opened = harness.snapshot(2, 2);
    }
    try (Harness harness = new Harness()) {
      harness.initializeState(learned);
      harness.open();
      assertThat(harness.bucket(31, 0, 40).through(31))
          .containsExactly("gate OPENED 1 null at 2024-03-01T02:35:00Z since 2024-03-01T02:35:00Z");
    }
    try (Harness harness = new Harness()) {
      harness.initializeState(opened);
      harness.open();
      List<String> told = new ArrayList<>();
      for (int i = 32; i <= 40; i++) {
        told.addAll(harness.bucket(i, 200, 100).through(i));
      }
      assertThat(told)
          .singleElement()
          .asString()
          .startsWith("gate RESOLVED 2 RECOVERED at 2024-03-01T02:4")
          .endsWith("since 2024-03-01T02:35:00Z");
    }
  }

  @Test
  void aChangeOfTrafficBeginsAnew() throws Exception {
    try (Harness harness = open()) {
      harness.usual(1, 30);
      List<Allocation> allocations = new ArrayList<>(gate().allocations());
      allocations.add(
          new Allocation(
              START + 30 * BUCKET + 1, Map.of("a", BigDecimal.ONE, "b", BigDecimal.ONE), 0.0));
      harness.knows(gate().but().allocations(allocations).build());
      for (int i = 31; i <= 90; i++) {
        assertThat(harness.bucket(i, 0, 100).through(i)).isEmpty();
      }
    }
  }

  @Test
  void whatComesAfterItsBucketCountsInTheNext() throws Exception {
    try (Harness harness = open()) {
      harness.usual(1, 30);
      harness.bucket(31, 0, 100).through(31);
      harness.told.clear();
      // From a partition that was idle.
      harness.bucket(12, 200, 0).bucket(32, 0, 100);
      assertThat(harness.through(32)).noneMatch(alert -> alert.contains("ramp"));
      assertThat(harness.numEventTimeTimers()).isEqualTo(2);
    }
  }

  @Test
  void aFiniteRunSkipsTheBucketsWithoutExposuresAndComesToTheSame() throws Exception {
    List<String> endless = new ArrayList<>();
    try (Harness harness = open()) {
      harness.usual(1, 30);
      for (int i = 31; i <= 60; i++) {
        endless.addAll(harness.bucket(i, 0, i < 50 ? 0 : 100).through(i));
      }
    }
    try (Harness harness = new Harness()) {
      harness.open();
      Horizon horizon = new Horizon(START, START + 60 * BUCKET);
      for (Experiment each : List.of(gate(), ramp())) {
        harness.processElement2(new ExperimentInRun(each, horizon), START);
      }
      for (int i = 1; i <= 60; i++) {
        harness.bucket(i, i <= 30 ? 200 : 0, i <= 30 || i >= 50 ? 100 : 0);
      }
      assertThat(harness.time(START + 61 * BUCKET)).isEqualTo(endless).hasSize(1);
      // The stop is known; there is no bucket after the end.
      assertThat(harness.bucket(61, 0, 100).time(STOP + 60_000))
          .containsExactly(
              "gate RESOLVED 2 STOPPED at 2024-03-01T08:20:01Z since 2024-03-01T04:10:00Z");
    }
  }

  @Test
  void afterAWeekOfSilenceEveryRateIsLearnedAnewInEitherRun() throws Exception {
    int week = (int) (ExposureWatch.FORGOTTEN_AFTER.toMillis() / BUCKET);
    for (long end : new long[] {Long.MAX_VALUE, START + (week + 100) * BUCKET}) {
      try (Harness harness = new Harness()) {
        harness.open();
        for (String key : List.of("gate", "ramp")) {
          Experiment each = experiment(key, null);
          harness.processElement2(new ExperimentInRun(each, new Horizon(START, end)), START);
        }
        for (int i = 1; i <= 30; i++) {
          harness.bucket(i, 200, 100);
        }
        // 20 a bucket would be an outage of what was seen a week ago.
        for (int i = week + 31; i <= week + 91; i++) {
          harness.bucket(i, i >= week + 90 ? 0 : 20, 100);
        }
        assertThat(harness.through(week + 89)).as("end " + end).isEmpty();
        assertThat(harness.through(week + 91)).as("end " + end).hasSize(1);
      }
    }
  }

  @Test
  void onlyAppliedExposuresAreCountedInTheirBucket() {
    List<TickCounts> counts = new ArrayList<>();
    ListCollector<TickCounts> out = new ListCollector<>(counts);
    ExposureCountFunction count = new ExposureCountFunction(TIMING);
    ExactMoments moments = Examples.moments();
    moments.addUnits(7);
    count.flatMap(health(START + 60_000, HealthCounter.EXPOSURES, moments), out);
    count.flatMap(health(START + 60_000, HealthCounter.CROSSOVERS, moments), out);
    count.flatMap(Examples.units(START + 60_000, 0, 3), out);
    count.flatMap(health(START + BUCKET + 1, HealthCounter.EXPOSURES, moments), out);
    assertThat(counts)
        .containsExactly(
            TickCounts.of(START + BUCKET, "gate", 7), TickCounts.of(START + 2 * BUCKET, "gate", 7));
  }

  private static Contribution health(long instant, String counter, ExactMoments amount) {
    return new Contribution("gate", instant, new Cell.Health(0, counter), amount);
  }
}
