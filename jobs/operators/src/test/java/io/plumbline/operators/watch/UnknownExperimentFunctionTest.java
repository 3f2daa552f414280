package io.plumbline.operators.watch;

import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.TIMING;
import static io.plumbline.operators.Examples.experiment;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.RejectReason;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.unit.Rejection;
import io.plumbline.core.watch.UnknownExperiment;
import io.plumbline.operators.Examples;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.operators.codec.TickCounts;
import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.HashMap;
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

/** Keys that nobody knows: from which tick, until which, and how many of them. */
@SuppressWarnings("try") // a harness may throw anything when closed
class UnknownExperimentFunctionTest {
  private static final long MINUTE = 60_000;
  private static final long DAY = 86_400_000;

  private static final class Harness
      extends KeyedTwoInputStreamOperatorTestHarness<
          Integer, TickCounts, ExperimentInRun, RowData> {
    Harness() throws Exception {
      super(
          new KeyedCoProcessOperator<>(new UnknownExperimentFunction(TIMING, new JobRun("srm", 0))),
          counts -> 0,
          experiment -> 0,
          Types.INT);
      setup(
          RowTypes.typeInfo(Table.ALERTS)
              .createSerializer(getExecutionConfig().getSerializerConfig()));
    }

    Harness unknown(long tick, String key, long count) throws Exception {
      processElement1(TickCounts.of(tick, key, count), tick - 1);
      return this;
    }

    List<String> at(long tick) throws Exception {
      processBothWatermarks(new Watermark(tick - 1));
      List<String> told = AlertTexts.of(extractOutputValues());
      getOutput().clear();
      return told;
    }
  }

  private static Harness open() throws Exception {
    Harness harness = new Harness();
    harness.open();
    return harness;
  }

  private static void know(Harness harness, String key, long from, Horizon horizon)
      throws Exception {
    harness.processElement2(
        new ExperimentInRun(experiment(key).but().knownFrom(from).build(), horizon), from);
  }

  @Test
  void manyExposuresAreToldUntilADayPassesWithoutAny() throws Exception {
    try (Harness harness = open()) {
      harness.unknown(START, "gaet", 99).unknown(START, "other", 1);
      assertThat(harness.at(START)).isEmpty();
      harness.unknown(START + MINUTE, "gaet", 1);
      assertThat(harness.at(START + MINUTE))
          .containsExactly("gaet OPENED 1 null at 2024-03-01T00:01:00Z since 2024-03-01T00:01:00Z");
      harness.unknown(START + 2 * MINUTE, "gaet", 1_000);
      assertThat(harness.at(START + 2 * MINUTE + DAY - 1)).isEmpty();
      assertThat(harness.at(START + 2 * MINUTE + DAY))
          .containsExactly(
              "gaet RESOLVED 2 RECOVERED at 2024-03-02T00:02:00Z since 2024-03-01T00:01:00Z");
      assertThat(harness.numEventTimeTimers()).isZero();
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);

      long later = START + 3 * DAY;
      harness.unknown(later, "gaet", 100);
      assertThat(harness.at(later))
          .containsExactly("gaet OPENED 1 null at 2024-03-04T00:00:00Z since 2024-03-04T00:00:00Z");
    }
  }

  @Test
  void aConfigurationEndsItAtTheNextTick() throws Exception {
    OperatorSubtaskState snapshot;
    try (Harness harness = open()) {
      harness.unknown(START, "gaet", 70);
      harness.at(START);
      snapshot = harness.snapshot(1, 1);
    }
    try (Harness harness = new Harness()) {
      harness.initializeState(snapshot);
      harness.open();
      harness.unknown(START + MINUTE, "gaet", 30);
      assertThat(harness.at(START + MINUTE)).hasSize(1);
      know(harness, "gaet", START + 2 * MINUTE, Horizon.ENDLESS);
      // An exposure that is visible before it was known counts in this row.
      harness.unknown(START + 2 * MINUTE, "gaet", 30);
      assertThat(harness.at(START + 2 * MINUTE)).isEmpty();
      assertThat(harness.at(START + 3 * MINUTE))
          .containsExactly(
              "gaet RESOLVED 2 RECOVERED at 2024-03-01T00:03:00Z since 2024-03-01T00:01:00Z");
      assertThat(harness.at(START + 2 * DAY)).isEmpty();
    }
  }

  @Test
  void nothingIsToldAfterTheEndOfAFiniteRun() throws Exception {
    try (Harness harness = open()) {
      know(harness, "gate", Long.MIN_VALUE, new Horizon(START, START + MINUTE));
      harness.unknown(START + MINUTE, "gaet", 100);
      assertThat(harness.at(START + 9 * DAY)).hasSize(1);
    }
  }

  @Test
  void aThousandKeysAreFollowedTheFirstByName() throws Exception {
    try (Harness harness = open()) {
      Map<String, Long> many = new HashMap<>();
      for (int i = 0; i <= UnknownExperiment.MOST; i++) {
        many.put("k%04d".formatted(i), 1L);
      }
      harness.processElement1(new TickCounts(START, many), START - 1);
      harness.at(START);
      harness.unknown(START + MINUTE, "k0999", 99).unknown(START + MINUTE, "k1000", 99);
      assertThat(harness.at(START + MINUTE))
          .containsExactly(
              "k0999 OPENED 1 null at 2024-03-01T00:01:00Z since 2024-03-01T00:01:00Z");
      // A day later there is a place again.
      harness.unknown(START + DAY, "k1000", 100);
      assertThat(harness.at(START + DAY))
          .containsExactly(
              "k1000 OPENED 1 null at 2024-03-02T00:00:00Z since 2024-03-02T00:00:00Z");
    }
  }

  @Test
  void onlyExposuresOfUnknownExperimentsAreCounted() {
    List<TickCounts> counts = new ArrayList<>();
    ListCollector<TickCounts> out = new ListCollector<>(counts);
    UnknownCountFunction count = new UnknownCountFunction();
    count.flatMap(Examples.rejection(START, START - 1, "x", 1), out);
    count.flatMap(
        new Rejection(
            START,
            RejectReason.UNKNOWN_EXPERIMENT,
            "why",
            Examples.POSITION,
            "gaet",
            "a",
            "u",
            null,
            START - 1,
            "x"),
        out);
    assertThat(counts).containsExactly(TickCounts.of(START, "gaet", 1));
  }
}
