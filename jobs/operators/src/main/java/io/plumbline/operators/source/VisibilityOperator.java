package io.plumbline.operators.source;

import io.plumbline.core.event.Event;
import io.plumbline.core.time.Visibility;
import io.plumbline.operators.codec.InputRecord;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Gives every record of one topic the time from which it counts, which becomes its timestamp. It
 * stands in one chain with the source, so that its state and the source's positions are of one
 * moment and the records of a partition keep their order.
 *
 * <p>State: the largest accepted event time of each partition, as a union list, because partitions
 * move between tasks. Each task keeps all that it has ever been told of; the larger value wins.
 *
 * <p>A watermark is not checkpointed, and a source that is restored says nothing of a partition
 * before its next record. So the watermark that the restored partitions stand for is passed on at
 * once, if before each task had reached one: else some partition had no record yet, and held
 * everything. No watermark ever goes back.
 *
 * <p>An operator and not a function, because only that may emit a watermark: internal API.
 */
public final class VisibilityOperator extends AbstractStreamOperator<InputRecord<Event>>
    implements OneInputStreamOperator<InputRecord<Event>, InputRecord<Event>> {
  /** The watermark of a source of which no record has come; it is not passed on. */
  public static final long NOTHING_YET = Long.MIN_VALUE + 1;

  private static final ListStateDescriptor<PartitionMaximum> MAXIMA =
      new ListStateDescriptor<>("partition-maxima", PartitionMaximumCodec.TYPE);
  private static final ListStateDescriptor<Long> WATERMARKS =
      new ListStateDescriptor<>("watermarks", Types.LONG);

  private final Visibility visibility;
  private transient PartitionVisibility partitions;
  private transient ListState<PartitionMaximum> maxima;
  private transient ListState<Long> watermarks;
  private transient long restoredWatermark;
  private transient long watermark;

  public VisibilityOperator(Visibility visibility) {
    this.visibility = visibility;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    partitions = new PartitionVisibility(visibility);
    watermark = Long.MIN_VALUE;
    restoredWatermark = Long.MIN_VALUE;
    maxima = context.getOperatorStateStore().getUnionListState(MAXIMA);
    watermarks = context.getOperatorStateStore().getUnionListState(WATERMARKS);
    if (context.isRestored()) {
      for (PartitionMaximum known : maxima.get()) {
        partitions.merge(known);
      }
      long reached = Long.MAX_VALUE;
      for (long each : watermarks.get()) {
        reached = Math.min(reached, each);
      }
      if (reached > Long.MIN_VALUE) {
        restoredWatermark = partitions.watermark();
      }
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    if (restoredWatermark > Long.MIN_VALUE) {
      // Nothing may be emitted before the whole chain is open.
      getProcessingTimeService()
          .registerTimer(
              getProcessingTimeService().getCurrentProcessingTime(),
              now -> processWatermark(new Watermark(restoredWatermark)));
    }
  }

  @Override
  public void processElement(StreamRecord<InputRecord<Event>> element) {
    InputRecord<Event> record = partitions.judge(element.getValue());
    output.collect(element.replace(record, record.visibleAt()));
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (mark.getTimestamp() > Math.max(watermark, NOTHING_YET)) {
      watermark = mark.getTimestamp();
      super.processWatermark(mark);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    maxima.update(partitions.maxima());
    watermarks.clear();
    watermarks.add(watermark);
  }
}
