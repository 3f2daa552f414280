package io.plumbline.functions;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;

/** {@code sketch_count(sketch BYTES) -> BIGINT}: how many values a sketch holds. */
public class SketchCount extends ScalarFunction {

  public @DataTypeHint("BIGINT") Long eval(@DataTypeHint("BYTES") byte[] sketch) {
    return sketch == null ? null : Long.valueOf(Sketches.of(sketch).count());
  }
}
