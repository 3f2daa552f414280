package io.plumbline.functions;

import io.plumbline.core.sketch.Buckets;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;

/**
 * {@code quantile_sketch(v DOUBLE) -> BYTES}, an aggregate: the values' counts by bucket of 0.5 %
 * relative error, {@link io.plumbline.core.sketch.QuantileSketch}; the same bytes for the same
 * values in any order. Nulls do not count; null without values.
 */
@FunctionHint(output = @DataTypeHint("BYTES"))
public class QuantileSketch extends SketchAggregate {

  public void accumulate(SketchAccumulator accumulator, @DataTypeHint("DOUBLE") Double v)
      throws Exception {
    if (v != null) {
      accumulator.add(Buckets.of(v), 1);
    }
  }

  public void retract(SketchAccumulator accumulator, @DataTypeHint("DOUBLE") Double v)
      throws Exception {
    if (v != null) {
      accumulator.add(Buckets.of(v), -1);
    }
  }
}
