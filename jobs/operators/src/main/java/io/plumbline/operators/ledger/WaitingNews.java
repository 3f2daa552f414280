package io.plumbline.operators.ledger;

import io.plumbline.core.ledger.SplitNews;
import io.plumbline.operators.codec.SplitNewsCodec;
import io.plumbline.operators.serialization.CodecSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * News that wait for the timer of their tick, each in an entry of its own, numbered by tick. They
 * are kept as bytes, a third of what they are as objects: a bounded run, whose timers come at its
 * end, holds those of all ticks.
 */
final class WaitingNews {
  private static final int USUAL_BYTES = 1_024;

  private final CodecSerializer<SplitNews> serializer = new CodecSerializer<>(new SplitNewsCodec());
  private final MapState<Long, Integer> sizes;
  private final MapState<Tuple2<Long, Integer>, byte[]> news;

  WaitingNews(RuntimeContext context) {
    sizes = context.getMapState(new MapStateDescriptor<>("waiting-sizes", Types.LONG, Types.INT));
    news =
        context.getMapState(
            new MapStateDescriptor<>(
                "waiting",
                Types.TUPLE(Types.LONG, Types.INT),
                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
  }

  void add(long tick, SplitNews told) throws Exception {
    Integer size = sizes.get(tick);
    int number = size == null ? 0 : size;
    news.put(Tuple2.of(tick, number), bytes(told));
    sizes.put(tick, number + 1);
  }

  /** In the order in which they came. */
  List<SplitNews> take(long tick) throws Exception {
    List<SplitNews> due = new ArrayList<>();
    Integer size = sizes.get(tick);
    for (int number = 0; size != null && number < size; number++) {
      Tuple2<Long, Integer> key = Tuple2.of(tick, number);
      due.add(serializer.deserialize(new DataInputDeserializer(news.get(key))));
      news.remove(key);
    }
    sizes.remove(tick);
    return due;
  }

  private byte[] bytes(SplitNews told) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(USUAL_BYTES);
    serializer.serialize(told, out);
    return out.getCopyOfBuffer();
  }
}
