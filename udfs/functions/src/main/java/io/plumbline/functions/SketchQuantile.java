package io.plumbline.functions;

import io.plumbline.core.sketch.QuantileSketch;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * {@code sketch_quantile(sketch BYTES, q DOUBLE) -> DOUBLE}: the value at rank clamp(ceil(q n), 1,
 * n), within 0.5 % of it, {@link QuantileSketch#quantile}; null for a sketch of nothing.
 */
public class SketchQuantile extends ScalarFunction {

  public @DataTypeHint("DOUBLE") Double eval(
      @DataTypeHint("BYTES") byte[] sketch, @DataTypeHint("DOUBLE") Double q) {
    if (Arguments.anyNull(sketch, q)) {
      return null;
    }
    double level = Sketches.level(q);
    QuantileSketch values = Sketches.of(sketch);
    return values.count() == 0 ? null : Double.valueOf(values.quantile(level));
  }
}
