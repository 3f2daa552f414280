package io.plumbline.functions;

import org.apache.flink.table.functions.AggregateFunction;

/**
 * An aggregate into a sketch: exact counts, so that order, merging and retraction do not matter.
 */
public abstract class SketchAggregate extends AggregateFunction<byte[], SketchAccumulator> {

  @Override
  public SketchAccumulator createAccumulator() {
    return new SketchAccumulator();
  }

  @Override
  public byte[] getValue(SketchAccumulator accumulator) {
    try {
      return accumulator.sketch();
    } catch (Exception e) {
      throw new IllegalStateException("the counts of a sketch cannot be read", e);
    }
  }

  public void merge(SketchAccumulator accumulator, Iterable<SketchAccumulator> others)
      throws Exception {
    for (SketchAccumulator other : others) {
      accumulator.addAll(other);
    }
  }

  public void resetAccumulator(SketchAccumulator accumulator) {
    accumulator.counts.clear();
  }
}
