package io.plumbline.operators.ledger;

import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.TIMING;

import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.core.ledger.SplitNews;
import io.plumbline.core.unit.Contribution;
import io.plumbline.operators.JobRun;
import io.plumbline.operators.Keys;
import io.plumbline.operators.OutputTags;
import io.plumbline.operators.codec.ExperimentInRun;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.OutputTag;

/** A {@link LedgerFunction} by itself, fed by hand; what it puts out adds up until a restore. */
final class LedgerHarness implements AutoCloseable {
  private static final long STATUS_INTERVAL = 300_000;

  private final Supplier<LedgerFunction> function;
  private final SerializableKey key;
  private KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void> flink;

  private LedgerHarness(Supplier<LedgerFunction> function, SerializableKey key) throws Exception {
    this.function = function;
    this.key = key;
    this.flink = made();
    flink.open();
  }

  /** The key of an experiment. */
  private interface SerializableKey extends Serializable {
    long of(String experiment);
  }

  static LedgerHarness ofMetrics() throws Exception {
    return ofMetrics(Keys::experiment);
  }

  /** As if the keys of all experiments were the same. */
  static LedgerHarness ofOneKey() throws Exception {
    return ofMetrics(experiment -> 1);
  }

  private static LedgerHarness ofMetrics(SerializableKey key) throws Exception {
    return new LedgerHarness(() -> LedgerFunction.ofMetrics(TIMING, new JobRun("metrics", 0)), key);
  }

  static LedgerHarness ofSplits() throws Exception {
    return ofSplits(STATUS_INTERVAL);
  }

  static LedgerHarness ofSplits(long statusIntervalMs) throws Exception {
    return new LedgerHarness(
        () -> LedgerFunction.ofSplits(TIMING, new JobRun("srm", 0), statusIntervalMs),
        Keys::experiment);
  }

  private KeyedTwoInputStreamOperatorTestHarness<Long, Contribution, ExperimentInRun, Void> made()
      throws Exception {
    SerializableKey keys = key;
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new KeyedCoProcessOperator<>(function.get()),
        contribution -> keys.of(contribution.experimentKey()),
        experiment -> keys.of(experiment.experiment().key()),
        Types.LONG);
  }

  void configure(ExperimentInRun experiment) throws Exception {
    flink.processElement2(experiment, START);
  }

  void contribute(Contribution contribution) throws Exception {
    flink.processElement1(contribution, START);
  }

  void watermark(long time) throws Exception {
    flink.processBothWatermarks(new Watermark(time));
  }

  /** Another takes its place, from its snapshot; what was put out before is forgotten. */
  void restore() throws Exception {
    OperatorSubtaskState snapshot = flink.snapshot(1, 1);
    close();
    flink = made();
    flink.initializeState(snapshot);
    flink.open();
  }

  List<RowData> rows(Table table) {
    return side(OutputTags.rows(table));
  }

  /** Each instant once. */
  List<Long> times(Table table) {
    int asOf = RowTypes.of(table).getFieldIndex("as_of");
    return rows(table).stream()
        .map(row -> row.getTimestamp(asOf, 6).getMillisecond())
        .distinct()
        .toList();
  }

  List<SplitNews> news() {
    return side(OutputTags.SPLIT_NEWS);
  }

  /** As {@code instant status [alerts]}. */
  List<String> statuses() {
    List<String> statuses = new ArrayList<>();
    for (ExperimentStatus status : side(OutputTags.STATUSES)) {
      statuses.add(status.asOf() + " " + status.srmStatus() + " " + status.openAlertIds());
    }
    return statuses;
  }

  private <T> List<T> side(OutputTag<T> tag) {
    List<T> values = new ArrayList<>();
    var records = flink.getSideOutput(tag);
    if (records != null) {
      for (StreamRecord<T> record : records) {
        values.add(record.getValue());
      }
    }
    return values;
  }

  int stateEntries() {
    return flink.numKeyedStateEntries();
  }

  int timers() {
    return flink.numEventTimeTimers();
  }

  @Override
  public void close() {
    try {
      flink.close();
    } catch (Exception e) {
      throw new IllegalStateException("the harness cannot be closed", e);
    }
  }
}
