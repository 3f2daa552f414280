package io.plumbline.operators.bundle;

import java.util.List;
import org.apache.flink.api.java.tuple.Tuple2;

/** The earliest start and the latest end of many spans. */
final class SpanFold implements Fold<Tuple2<Long, Long>, Integer, Tuple2<Long, Long>> {

  @Override
  public Integer key(Tuple2<Long, Long> value) {
    return 0;
  }

  @Override
  public Tuple2<Long, Long> start(Tuple2<Long, Long> value) {
    return value;
  }

  @Override
  public Tuple2<Long, Long> add(Tuple2<Long, Long> kept, Tuple2<Long, Long> value) {
    return Tuple2.of(Math.min(kept.f0, value.f0), Math.max(kept.f1, value.f1));
  }

  @Override
  public Iterable<Tuple2<Long, Long>> emit(Integer key, Tuple2<Long, Long> kept) {
    return List.of(kept);
  }

  @Override
  public long timestamp(Tuple2<Long, Long> value) {
    return value.f1;
  }
}
