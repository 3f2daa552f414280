package io.plumbline.operators.watch;

import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.TIMING;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.ConfigStall;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.Test;

/** Time that stands still, by the wall clock, and moves again, by the watermark. */
@SuppressWarnings("try") // a harness may throw anything when closed
class PipelineStallFunctionTest {
  private static final long STALLED_AFTER = 600_000;
  private static final long MINUTE = 60_000;

  private static final class Harness
      extends KeyedTwoInputStreamOperatorTestHarness<Integer, ConfigStall, Long, RowData> {
    private String summary;

    Harness() throws Exception {
      super(
          new KeyedCoProcessOperator<>(
              new PipelineStallFunction(TIMING, new JobRun("srm", 0), STALLED_AFTER)),
          stall -> 0,
          visibleAt -> 0,
          Types.INT);
      setup(
          RowTypes.typeInfo(Table.ALERTS)
              .createSerializer(getExecutionConfig().getSerializerConfig()));
    }

    List<String> clock(long now) throws Exception {
      setProcessingTime(now);
      return told();
    }

    List<String> time(long watermark) throws Exception {
      processBothWatermarks(new Watermark(watermark));
      return told();
    }

    private List<String> told() {
      List<RowData> rows = extractOutputValues();
      List<String> told = AlertTexts.of(rows);
      rows.forEach(row -> summary = AlertTexts.text(row, "summary"));
      getOutput().clear();
      return told;
    }
  }

  private static Harness restored(OperatorSubtaskState snapshot, long now) throws Exception {
    Harness harness = new Harness();
    harness.setProcessingTime(now);
    harness.initializeState(snapshot);
    harness.open();
    return harness;
  }

  private static Harness open() throws Exception {
    Harness harness = new Harness();
    harness.open();
    harness.clock(1_000);
    harness.processElement2(START + 30_000, START + 30_000);
    return harness;
  }

  @Test
  void timeThatStandsStillIsToldUntilItMoves() throws Exception {
    try (Harness harness = open()) {
      harness.time(START + 5 * MINUTE);
      harness.clock(500_000);
      assertThat(harness.time(START + 7 * MINUTE - 1)).isEmpty();
      assertThat(harness.clock(1_099_999)).isEmpty();
      assertThat(harness.clock(1_100_000))
          .containsExactly(
              "__all__ OPENED 1 null at 2024-03-01T00:07:00Z since 2024-03-01T00:07:00Z");
      assertThat(harness.summary)
          .isEqualTo(
              "The results of srm stand still at 2024-03-01T00:07:00Z: event time has not moved"
                  + " for PT10M");
      assertThat(harness.clock(9_000_000)).isEmpty();
      assertThat(harness.time(START + 7 * MINUTE - 1)).isEmpty();
      assertThat(harness.time(START + 7 * MINUTE))
          .containsExactly(
              "__all__ RESOLVED 2 RECOVERED at 2024-03-01T00:07:00Z since 2024-03-01T00:07:00Z");
      // It is another incident, though no row has been published since.
      assertThat(harness.clock(9_599_999)).isEmpty();
      assertThat(harness.clock(9_600_000)).hasSize(1);
    }
  }

  @Test
  void aJobThatNeverPublishedStandsStillBeforeItsFirstEvent() throws Exception {
    try (Harness harness = open()) {
      assertThat(harness.clock(601_000))
          .containsExactly(
              "__all__ OPENED 1 null at 2024-03-01T00:00:00Z since 2024-03-01T00:00:00Z");
    }
    try (Harness harness = new Harness()) {
      harness.open();
      assertThat(harness.clock(9_000_000)).as("nothing came that could be published").isEmpty();
    }
  }

  @Test
  void aSilentConfigurationIsNamedAsTheCause() throws Exception {
    try (Harness harness = open()) {
      harness.processElement1(new ConfigStall(300_000, START, null, true), 0);
      assertThat(harness.clock(601_000)).hasSize(1);
      assertThat(harness.summary).endsWith("because the configuration is silent (CONFIG_STALLED)");
    }
    try (Harness harness = open()) {
      harness.processElement1(new ConfigStall(300_000, START, null, true), 0);
      harness.processElement1(new ConfigStall(300_000, START, 400_000L, true), 0);
      assertThat(harness.clock(601_000)).hasSize(1);
      assertThat(harness.summary).doesNotContain("CONFIG_STALLED");
    }
    try (Harness harness = open()) {
      harness.processElement1(new ConfigStall(300_000, START, null, false), 0);
      assertThat(harness.clock(601_000)).hasSize(1);
      assertThat(harness.summary).as("it holds nothing").doesNotContain("CONFIG_STALLED");
    }
  }

  @Test
  void aRestoredJobWaitsFirstAndOnlyProgressResolves() throws Exception {
    OperatorSubtaskState well;
    OperatorSubtaskState stalled;
    try (Harness harness = open()) {
      harness.time(START + 5 * MINUTE);
      well = harness.snapshot(1, 1);
      assertThat(harness.clock(900_000)).hasSize(1);
      stalled = harness.snapshot(2, 2);
    }
    try (Harness harness = restored(well, 9_000_000)) {
      assertThat(harness.clock(9_000_001)).isEmpty();
      assertThat(harness.clock(9_600_001)).hasSize(1);
    }
    try (Harness harness = restored(stalled, 9_000_000)) {
      harness.processElement2(START + 30_000, START + 30_000);
      // The watermark is not restored: it comes again up to where it was.
      assertThat(harness.time(START + 4 * MINUTE)).isEmpty();
      assertThat(harness.time(START + 5 * MINUTE)).isEmpty();
      assertThat(harness.clock(9_900_000)).as("it is open already").isEmpty();
      assertThat(harness.time(START + 6 * MINUTE - 1))
          .containsExactly(
              "__all__ RESOLVED 2 RECOVERED at 2024-03-01T00:06:00Z since 2024-03-01T00:05:00Z");
    }
  }
}
