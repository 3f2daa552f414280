package io.plumbline.operators.ledger;

import io.plumbline.core.ledger.SplitNews;
import io.plumbline.operators.codec.SplitNewsCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;

/** News that wait for the timer of their tick, each in an entry of its own, numbered by tick. */
final class WaitingNews {
  private final MapState<Long, Integer> sizes;
  private final MapState<Tuple2<Long, Integer>, SplitNews> news;

  WaitingNews(RuntimeContext context) {
    sizes =
        context.getMapState(new MapStateDescriptor<>("waiting-sizes", Types.LONG, Types.INT));
    news =
        context.getMapState(
            new MapStateDescriptor<>(
                "waiting", Types.TUPLE(Types.LONG, Types.INT), SplitNewsCodec.TYPE));
  }

  void add(long tick, SplitNews told) throws Exception {
    Integer size = sizes.get(tick);
    int number = size == null ? 0 : size;
    news.put(Tuple2.of(tick, number), told);
    sizes.put(tick, number + 1);
  }

  /** In the order in which they came. */
  List<SplitNews> take(long tick) throws Exception {
    List<SplitNews> due = new ArrayList<>();
    Integer size = sizes.get(tick);
    for (int number = 0; size != null && number < size; number++) {
      Tuple2<Long, Integer> key = Tuple2.of(tick, number);
      due.add(news.get(key));
      news.remove(key);
    }
    sizes.remove(tick);
    return due;
  }
}
