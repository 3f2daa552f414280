package io.plumbline.operators.progress;

import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.core.unit.RecordCount;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;

/**
 * What waits for the row of its tick, and for the event-time timer at the tick less a millisecond.
 *
 * <p>In a finite run what has no time counts in the last row, and so does what comes after it. In
 * an endless run everything has a time; what is older than a row that is closed, which takes a
 * partition that was idle, counts in the next.
 */
final class WaitingByTick<T> {
  private final Timing timing;
  private final MapState<Long, T> waiting;
  private final ValueState<Long> last;

  WaitingByTick(RuntimeContext context, TypeInformation<T> type, Timing timing) {
    this.timing = timing;
    waiting = context.getMapState(new MapStateDescriptor<>("waiting", Types.LONG, type));
    last = context.getState(new ValueStateDescriptor<>("last-row", Types.LONG));
  }

  /**
   * Changes what waits for a tick.
   *
   * @param change from null where nothing waits yet
   */
  void update(
      long tick,
      UnaryOperator<T> change,
      ReadOnlyBroadcastState<String, Horizon> horizon,
      TimerService timers)
      throws Exception {
    long row = row(tick, horizon, timers.currentWatermark());
    T before = waiting.get(row);
    waiting.put(row, change.apply(before));
    if (before == null) {
      timers.registerEventTimeTimer(row - 1);
    }
  }

  T take(long tick) throws Exception {
    T due = waiting.get(tick);
    waiting.remove(tick);
    last.update(tick);
    return due;
  }

  private long row(long tick, ReadOnlyBroadcastState<String, Horizon> state, long watermark)
      throws Exception {
    if (tick == RecordCount.END) {
      return RunHorizon.of(state).end();
    }
    if (RunHorizon.isEndless(state)) {
      Long published = last.value();
      long closed = timing.lastClosed(watermark);
      closed = published == null ? closed : Math.max(closed, published);
      return tick <= closed ? closed + timing.tickMs() : tick;
    }
    return Math.min(tick, RunHorizon.of(state).end());
  }
}
