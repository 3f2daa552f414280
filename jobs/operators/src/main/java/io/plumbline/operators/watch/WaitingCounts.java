package io.plumbline.operators.watch;

import io.plumbline.operators.codec.TickCounts;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Counts that wait for the timer of their tick, and the tick that was judged last. They come
 * bundled: few times a tick. What comes for a tick that was judged counts in the next.
 */
final class WaitingCounts {
  private final long stepMs;
  private final MapState<Long, Map<String, Long>> waiting;
  private final ValueState<Long> judgedThrough;

  /**
   * @param stepMs from one tick to the next, in milliseconds
   */
  WaitingCounts(RuntimeContext context, long stepMs) {
    this.stepMs = stepMs;
    waiting =
        context.getMapState(
            new MapStateDescriptor<>("waiting", Types.LONG, Types.MAP(Types.STRING, Types.LONG)));
    judgedThrough = context.getState(new ValueStateDescriptor<>("judged-through", Types.LONG));
  }

  /** The tick in which the counts will be taken. */
  long add(TickCounts counts) throws Exception {
    Long judged = judgedThrough.value();
    long tick = judged == null ? counts.tick() : Math.max(counts.tick(), judged + stepMs);
    Map<String, Long> before = waiting.get(tick);
    Map<String, Long> after = before == null ? new HashMap<>() : before;
    counts.counts().forEach((key, count) -> after.merge(key, count, Long::sum));
    waiting.put(tick, after);
    return tick;
  }

  Map<String, Long> take(long tick) throws Exception {
    Map<String, Long> due = waiting.get(tick);
    waiting.remove(tick);
    return due == null ? Map.of() : due;
  }

  /** The last tick that was judged; empty before the first. */
  OptionalLong judgedThrough() throws Exception {
    Long judged = judgedThrough.value();
    return judged == null ? OptionalLong.empty() : OptionalLong.of(judged);
  }

  /** From here on this tick is judged; one before it changes nothing. */
  void judgeThrough(long tick) throws Exception {
    Long judged = judgedThrough.value();
    if (judged == null || judged < tick) {
      judgedThrough.update(tick);
    }
  }
}
