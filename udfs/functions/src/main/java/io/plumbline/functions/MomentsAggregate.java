package io.plumbline.functions;

import io.plumbline.core.exact.ExactCrossMoments;
import org.apache.flink.table.functions.AggregateFunction;
import org.apache.flink.types.Row;

/** An aggregate into sums: exact, so that order, merging and retraction do not matter. */
public abstract class MomentsAggregate extends AggregateFunction<Row, MomentsAccumulator> {

  @Override
  public MomentsAccumulator createAccumulator() {
    return new MomentsAccumulator();
  }

  public void merge(MomentsAccumulator accumulator, Iterable<MomentsAccumulator> others) {
    ExactCrossMoments moments = accumulator.moments();
    for (MomentsAccumulator other : others) {
      moments.merge(other.moments());
    }
    accumulator.set(moments);
  }

  public void resetAccumulator(MomentsAccumulator accumulator) {
    accumulator.set(new ExactCrossMoments());
  }

  static void change(MomentsAccumulator accumulator, Double y, Double x, boolean adds) {
    if (y == null || x == null) {
      return;
    }
    ExactCrossMoments moments = accumulator.moments();
    if (adds) {
      moments.add(y, x);
    } else {
      moments.remove(y, x);
    }
    accumulator.set(moments);
  }
}
