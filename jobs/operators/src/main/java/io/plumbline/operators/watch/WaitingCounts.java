package io.plumbline.operators.watch;

import io.plumbline.operators.codec.TickCounts;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/** Counts that wait for the timer of their tick. They come bundled: few times a tick. */
final class WaitingCounts {
  private final MapState<Long, Map<String, Long>> waiting;

  WaitingCounts(RuntimeContext context) {
    waiting =
        context.getMapState(
            new MapStateDescriptor<>("waiting", Types.LONG, Types.MAP(Types.STRING, Types.LONG)));
  }

  void add(long tick, TickCounts counts) throws Exception {
    Map<String, Long> before = waiting.get(tick);
    Map<String, Long> after = before == null ? new HashMap<>() : before;
    counts.counts().forEach((key, count) -> after.merge(key, count, Long::sum));
    waiting.put(tick, after);
  }

  Map<String, Long> take(long tick) throws Exception {
    Map<String, Long> due = waiting.get(tick);
    waiting.remove(tick);
    return due == null ? Map.of() : due;
  }
}
