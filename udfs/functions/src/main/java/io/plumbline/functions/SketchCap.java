package io.plumbline.functions;

import io.plumbline.core.sketch.PercentileCap;
import io.plumbline.core.sketch.QuantileSketch;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * {@code sketch_cap(sketch BYTES, q DOUBLE) -> DOUBLE}: the cut of a percentile cap, the upper edge
 * of the bucket that holds the percentile, {@link PercentileCap}; from the sketches of all variants
 * merged. Null for a sketch of nothing.
 */
public class SketchCap extends ScalarFunction {

  public @DataTypeHint("DOUBLE") Double eval(
      @DataTypeHint("BYTES") byte[] sketch, @DataTypeHint("DOUBLE") Double q) {
    if (Arguments.anyNull(sketch, q)) {
      return null;
    }
    double level = Sketches.level(q);
    QuantileSketch pooled = Sketches.of(sketch);
    return pooled.count() == 0 ? null : Double.valueOf(PercentileCap.cut(pooled, level));
  }
}
