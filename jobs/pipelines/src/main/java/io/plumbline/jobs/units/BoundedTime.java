package io.plumbline.jobs.units;

import io.plumbline.core.event.Event;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import io.plumbline.operators.bundle.Bundles;
import io.plumbline.operators.codec.HorizonCodec;
import io.plumbline.operators.codec.InputRecord;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** How far a finished input goes: found by reading it to its end. */
public final class BoundedTime {
  private static final Tuple2<Long, Long> NOTHING = Tuple2.of(Long.MAX_VALUE, Long.MIN_VALUE);

  private BoundedTime() {}

  /** When each task's records first and last became visible. */
  public static <E extends Event> DataStream<Tuple2<Long, Long>> span(
      String name, DataStream<InputRecord<E>> records) {
    return Bundles.spans(
            records
                .process(new VisibleSpan<E>(), Types.TUPLE(Types.LONG, Types.LONG))
                .uid("time-of-" + name)
                .name("time of " + name))
        .uid("span-of-" + name)
        .name("span of " + name);
  }

  /** The run's horizon: one record, also if the input has none. */
  public static DataStream<Horizon> horizon(DataStream<Tuple2<Long, Long>> spans, Timing timing) {
    return spans
        .getExecutionEnvironment()
        .fromData(Types.TUPLE(Types.LONG, Types.LONG), NOTHING)
        .uid("empty-span")
        .name("empty span")
        .union(spans)
        .keyBy(span -> 0, Types.INT)
        .reduce((a, b) -> Tuple2.of(Math.min(a.f0, b.f0), Math.max(a.f1, b.f1)))
        .uid("span")
        .name("span")
        .map(
            span ->
                span.equals(NOTHING) ? Horizon.empty(timing) : Horizon.of(span.f0, span.f1, timing))
        .returns(HorizonCodec.TYPE)
        .uid("horizon")
        .name("horizon");
  }

  private static final class VisibleSpan<E extends Event>
      extends ProcessFunction<InputRecord<E>, Tuple2<Long, Long>> {

    @Override
    public void processElement(
        InputRecord<E> input, Context context, Collector<Tuple2<Long, Long>> out) {
      if (!input.isRefused()) {
        out.collect(Tuple2.of(input.visibleAt(), input.visibleAt()));
      }
    }
  }
}
