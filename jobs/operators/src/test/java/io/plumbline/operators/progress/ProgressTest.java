package io.plumbline.operators.progress;

import static io.plumbline.operators.Examples.ONE_HOUR_LATER;
import static io.plumbline.operators.Examples.ONE_MINUTE_LATER;
import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.TWO_MINUTES_LATER;
import static io.plumbline.operators.Examples.rejection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.event.RejectReason;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.Disposition;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.core.unit.Rejection;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.bundle.RejectionSample;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.junit.jupiter.api.Test;

/** What is told of a job's records, tick by tick. */
@SuppressWarnings("try") // a harness may throw anything when closed
class ProgressTest {
  private static final JobRun RUN = new JobRun("srm", 0);
  private static final Timing LOGS = Timing.DEFAULTS;
  private static final Timing FILES = Timing.DEFAULTS.inFiles();

  private static final Horizon UNTIL_AN_HOUR = new Horizon(START, ONE_HOUR_LATER);

  private static <T> KeyedBroadcastOperatorTestHarness<String, T, Horizon, RowData> unopened(
      KeyedBroadcastProcessFunction<String, T, Horizon, RowData> function,
      KeySelector<T, String> key)
      throws Exception {
    var harness =
        new KeyedBroadcastOperatorTestHarness<String, T, Horizon, RowData>(
            new CoBroadcastWithKeyedOperator<>(function, List.of(RunHorizon.DESCRIPTOR)),
            key,
            Types.STRING,
            1,
            1,
            0);
    Table table = function instanceof ProgressFunction ? Table.JOB_PROGRESS : Table.REJECTED_EVENTS;
    harness.setup(InternalTypeInfo.of(RowTypes.of(table)).toSerializer());
    return harness;
  }

  private static KeyedBroadcastOperatorTestHarness<String, RecordCount, Horizon, RowData> progress()
      throws Exception {
    var harness = unopened(new ProgressFunction(RUN, FILES), (RecordCount c) -> "srm");
    harness.open();
    harness.processBroadcastElement(UNTIL_AN_HOUR, START);
    return harness;
  }

  private static KeyedBroadcastOperatorTestHarness<String, Rejection, Horizon, RowData> rejections()
      throws Exception {
    var harness = unopened(new RejectionsFunction(RUN, FILES), RejectionsFunction::key);
    harness.open();
    harness.processBroadcastElement(UNTIL_AN_HOUR, START);
    return harness;
  }

  private static RecordCount count(long tick, Disposition disposition, long count) {
    RejectReason reason = disposition == Disposition.REJECTED ? RejectReason.MALFORMED : null;
    return new RecordCount(tick, "f", 0, 1, disposition, reason, count);
  }

  private static String told(RowData row) {
    var type = RowTypes.of(Table.JOB_PROGRESS);
    List<String> parts = new ArrayList<>();
    for (String column : List.of("read", "applied", "unmatched", "duplicates", "rejected_total")) {
      parts.add(column + " " + row.getLong(type.getFieldIndex(column)));
    }
    return String.join(", ", parts);
  }

  private static long asOf(RowData row, Table table) {
    return row.getTimestamp(RowTypes.of(table).getFieldIndex("as_of"), 6).getMillisecond();
  }

  @Test
  void everyTickWithRecordsTellsTheTotals() throws Exception {
    try (var harness = progress()) {
      harness.processElement(count(ONE_MINUTE_LATER, Disposition.APPLIED, 5), START);
      harness.processElement(count(ONE_MINUTE_LATER, Disposition.REJECTED, 2), START);
      harness.processElement(count(ONE_MINUTE_LATER, Disposition.APPLIED, 1), START);
      harness.processElement(count(TWO_MINUTES_LATER, Disposition.DUPLICATE, 3), START);
      harness.watermark(ONE_MINUTE_LATER - 1);
      harness.watermark(ONE_HOUR_LATER);

      assertThat(harness.extractOutputValues())
          .extracting(ProgressTest::told)
          .containsExactly(
              "read 8, applied 6, unmatched 0, duplicates 0, rejected_total 2",
              "read 11, applied 6, unmatched 0, duplicates 3, rejected_total 2");
      assertThat(harness.extractOutputValues())
          .extracting(row -> asOf(row, Table.JOB_PROGRESS))
          .containsExactly(ONE_MINUTE_LATER, TWO_MINUTES_LATER);
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void recordsWithoutATimeCountInTheLastRow() throws Exception {
    try (var harness = progress()) {
      harness.processElement(count(RecordCount.END, Disposition.REJECTED, 2), START);
      harness.watermark(ONE_HOUR_LATER - 2);
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.watermark(ONE_HOUR_LATER - 1);

      assertThat(harness.extractOutputValues())
          .extracting(row -> asOf(row, Table.JOB_PROGRESS))
          .containsExactly(ONE_HOUR_LATER);
    }
  }

  @Test
  void aTimelessRecordBeforeTheHorizonIsAnErrorAndNotLost() throws Exception {
    try (var harness = unopened(new ProgressFunction(RUN, FILES), (RecordCount c) -> "srm")) {
      harness.open();

      assertThatThrownBy(
              () -> harness.processElement(count(RecordCount.END, Disposition.REJECTED, 1), START))
          .hasMessageContaining("before the run's horizon");
    }
  }

  @Test
  void totalsGoOnAfterARestore() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = progress()) {
      harness.processElement(count(ONE_MINUTE_LATER, Disposition.APPLIED, 5), START);
      harness.watermark(ONE_MINUTE_LATER);
      harness.processElement(count(TWO_MINUTES_LATER, Disposition.APPLIED, 2), START);
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = unopened(new ProgressFunction(RUN, FILES), (RecordCount c) -> "srm")) {
      harness.initializeState(snapshot);
      harness.open();
      harness.processElement(count(RecordCount.END, Disposition.UNMATCHED, 1), START);
      harness.watermark(ONE_HOUR_LATER);

      assertThat(harness.extractOutputValues())
          .extracting(ProgressTest::told)
          .containsExactly(
              "read 7, applied 7, unmatched 0, duplicates 0, rejected_total 0",
              "read 8, applied 7, unmatched 1, duplicates 0, rejected_total 0");
    }
  }

  @Test
  void theFirstRejectionsOfATickAreKept() throws Exception {
    try (var harness = rejections()) {
      for (int i = 3 * RejectionSample.SIZE; i > 0; i--) {
        harness.processElement(rejection(ONE_MINUTE_LATER, START + i, "p", i), START);
      }
      harness.processElement(rejection(TWO_MINUTES_LATER, START, "p", 1), START);
      harness.watermark(ONE_MINUTE_LATER - 1);
      List<RowData> rows = harness.extractOutputValues();

      int offset = RowTypes.of(Table.REJECTED_EVENTS).getFieldIndex("kafka_offset");
      assertThat(rows).hasSize(RejectionSample.SIZE);
      assertThat(rows.get(0).getLong(offset)).isEqualTo(1);
      assertThat(rows.get(RejectionSample.SIZE - 1).getLong(offset))
          .isEqualTo(RejectionSample.SIZE);
      harness.watermark(ONE_HOUR_LATER);
      assertThat(harness.extractOutputValues()).hasSize(RejectionSample.SIZE + 1);
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void rejectionsGoOnAfterARestore() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = rejections()) {
      harness.processElement(rejection(ONE_MINUTE_LATER, START, "p", 1), START);
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = unopened(new RejectionsFunction(RUN, FILES), RejectionsFunction::key)) {
      harness.initializeState(snapshot);
      harness.open();
      harness.processElement(rejection(ONE_MINUTE_LATER, START, "o", 2), START);
      harness.watermark(ONE_HOUR_LATER);

      int offset = RowTypes.of(Table.REJECTED_EVENTS).getFieldIndex("kafka_offset");
      assertThat(harness.extractOutputValues())
          .extracting(row -> row.getLong(offset))
          .containsExactly(2L, 1L);
    }
  }

  private static KeyedBroadcastOperatorTestHarness<String, RecordCount, Horizon, RowData>
      progressOfLogs() throws Exception {
    var harness = unopened(new ProgressFunction(RUN, LOGS), (RecordCount c) -> "srm");
    harness.open();
    return harness;
  }

  private static RecordCount read(long tick, int partition, long lastOffset, long count) {
    return new RecordCount(tick, "t", partition, lastOffset, Disposition.UNMATCHED, null, count);
  }

  private static Map<String, Long> positions(RowData row) {
    var map = row.getMap(RowTypes.of(Table.JOB_PROGRESS).getFieldIndex("positions"));
    Map<String, Long> positions = new TreeMap<>();
    for (int i = 0; i < map.size(); i++) {
      positions.put(map.keyArray().getString(i).toString(), map.valueArray().getLong(i));
    }
    return positions;
  }

  @Test
  void ofLogsThePositionIsTheOffsetAfterTheGreatestCounted() throws Exception {
    try (var harness = progressOfLogs()) {
      harness.processElement(read(ONE_MINUTE_LATER, 0, 4, 5), START);
      harness.processElement(read(ONE_MINUTE_LATER, 1, 9, 2), START);
      harness.processElement(read(ONE_MINUTE_LATER, 0, 3, 1), START);
      harness.processElement(read(TWO_MINUTES_LATER, 0, 7, 1), START);
      harness.watermark(ONE_HOUR_LATER);

      assertThat(harness.extractOutputValues())
          .extracting(ProgressTest::positions)
          .containsExactly(Map.of("t-0", 5L, "t-1", 10L), Map.of("t-0", 8L, "t-1", 10L));
    }
  }

  @Test
  void aRecordThatMeetsAnotherFateIsReadOnce() throws Exception {
    try (var harness = progressOfLogs()) {
      harness.processElement(read(ONE_MINUTE_LATER, 0, 4, 5), START);
      harness.processElement(read(TWO_MINUTES_LATER, 0, -1, -2), START);
      harness.processElement(
          new RecordCount(TWO_MINUTES_LATER, "t", 0, -1, Disposition.APPLIED, null, 2), START);
      harness.watermark(ONE_HOUR_LATER);

      assertThat(harness.extractOutputValues())
          .extracting(ProgressTest::told)
          .containsExactly(
              "read 5, applied 0, unmatched 5, duplicates 0, rejected_total 0",
              "read 5, applied 2, unmatched 3, duplicates 0, rejected_total 0");
      assertThat(positions(harness.extractOutputValues().get(1))).isEqualTo(Map.of("t-0", 5L));
    }
  }

  @Test
  void aTickAtWhichEverythingCancelsOutHasNoRow() throws Exception {
    try (var harness = progressOfLogs()) {
      harness.processElement(read(ONE_MINUTE_LATER, 0, -1, -2), START);
      harness.processElement(read(ONE_MINUTE_LATER, 0, -1, 2), START);
      harness.watermark(ONE_HOUR_LATER);

      assertThat(harness.extractOutputValues()).isEmpty();
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void withoutAnEndNothingWaitsForIt() throws Exception {
    try (var harness = progressOfLogs()) {
      harness.processBroadcastElement(Horizon.ENDLESS, START);
      harness.processElement(read(ONE_HOUR_LATER + 60_000, 0, 4, 5), START);
      harness.watermark(ONE_HOUR_LATER + 60_000 - 1);

      assertThat(harness.extractOutputValues())
          .extracting(row -> asOf(row, Table.JOB_PROGRESS))
          .containsExactly(ONE_HOUR_LATER + 60_000);
    }
  }

  @Test
  void whatComesAfterItsRowCountsInTheNext() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = progressOfLogs()) {
      harness.processElement(read(TWO_MINUTES_LATER, 0, 4, 5), START);
      harness.watermark(TWO_MINUTES_LATER);
      harness.processElement(read(ONE_MINUTE_LATER, 1, 0, 1), START);
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = unopened(new ProgressFunction(RUN, LOGS), (RecordCount c) -> "srm")) {
      harness.initializeState(snapshot);
      harness.open();
      harness.processElement(read(ONE_MINUTE_LATER, 1, 1, 1), START);
      harness.watermark(ONE_HOUR_LATER);

      assertThat(harness.extractOutputValues())
          .extracting(row -> asOf(row, Table.JOB_PROGRESS))
          .containsExactly(TWO_MINUTES_LATER + 60_000);
      assertThat(harness.extractOutputValues())
          .extracting(ProgressTest::told)
          .containsExactly("read 7, applied 0, unmatched 7, duplicates 0, rejected_total 0");
    }
  }

  @Test
  void inAFiniteRunOverLogsWhatComesAfterTheEndCountsInTheLastRow() throws Exception {
    try (var harness = progressOfLogs()) {
      harness.processBroadcastElement(UNTIL_AN_HOUR, START);
      harness.processElement(read(ONE_HOUR_LATER + 60_000, 0, 4, 5), START);
      harness.watermark(ONE_HOUR_LATER - 1);

      assertThat(harness.extractOutputValues())
          .extracting(row -> asOf(row, Table.JOB_PROGRESS))
          .containsExactly(ONE_HOUR_LATER);
    }
  }
}
