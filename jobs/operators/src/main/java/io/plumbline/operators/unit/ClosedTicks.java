package io.plumbline.operators.unit;

import io.plumbline.core.time.Timing;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/**
 * Which rows a task has closed. Flink does not checkpoint watermarks, so the time up to which rows
 * are closed is kept in operator state. A checkpoint's barrier finds all tasks at the same
 * watermark; should they differ, the earliest is taken, which takes nothing for late that is not.
 */
final class ClosedTicks {
  private static final ListStateDescriptor<Long> DESCRIPTOR =
      new ListStateDescriptor<>("closed-through", Types.LONG);

  private final Timing timing;
  private final ListState<Long> saved;
  private final long restored;
  private LongSupplier watermark;

  private ClosedTicks(Timing timing, ListState<Long> saved, long restored) {
    this.timing = timing;
    this.saved = saved;
    this.restored = restored;
  }

  static ClosedTicks restore(FunctionInitializationContext context, Timing timing)
      throws Exception {
    ListState<Long> saved = context.getOperatorStateStore().getUnionListState(DESCRIPTOR);
    long earliest = Long.MAX_VALUE;
    for (long closed : saved.get()) {
      earliest = Math.min(earliest, closed);
    }
    return new ClosedTicks(timing, saved, earliest == Long.MAX_VALUE ? Long.MIN_VALUE : earliest);
  }

  /** Whether it knows where to look the watermark up. */
  boolean isFollowing() {
    return watermark != null;
  }

  void follow(LongSupplier currentWatermark) {
    watermark = currentWatermark;
  }

  /** The last tick whose row is closed; {@link Long#MIN_VALUE}: none is. */
  long last() {
    return watermark == null
        ? restored
        : Math.max(restored, timing.lastClosed(watermark.getAsLong()));
  }

  void save() throws Exception {
    long last = last();
    saved.update(last == Long.MIN_VALUE ? List.of() : List.of(last));
  }
}
