package io.plumbline.operators.configuration;

import io.plumbline.core.event.Event;
import io.plumbline.operators.codec.InputRecord;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** When a task's first record became visible: emitted when that turns out to be earlier. */
public final class FirstVisibleFunction<E extends Event>
    extends ProcessFunction<InputRecord<E>, Long> implements CheckpointedFunction {
  private static final ListStateDescriptor<Long> STATE =
      new ListStateDescriptor<>("first-visible-at", Types.LONG);

  private transient ListState<Long> state;
  private transient long first;

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    // After a change of parallelism a task may hear what another has told: whoever reads it knows.
    state = context.getOperatorStateStore().getListState(STATE);
    first = Long.MAX_VALUE;
    for (long restored : state.get()) {
      first = Math.min(first, restored);
    }
  }

  @Override
  public void processElement(InputRecord<E> input, Context context, Collector<Long> out) {
    if (!input.isRefused() && input.visibleAt() < first) {
      first = input.visibleAt();
      out.collect(first);
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(first == Long.MAX_VALUE ? List.of() : List.of(first));
  }
}
