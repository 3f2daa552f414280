package io.plumbline.functions;

import java.util.Map;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;

/**
 * {@code merge_sketches(sketch BYTES) -> BYTES}, an aggregate: the sketch of all values of several
 * sketches. Nulls do not count; null without values.
 */
@FunctionHint(output = @DataTypeHint("BYTES"))
public class MergeSketches extends SketchAggregate {

  public void accumulate(SketchAccumulator accumulator, @DataTypeHint("BYTES") byte[] sketch)
      throws Exception {
    change(accumulator, sketch, 1);
  }

  public void retract(SketchAccumulator accumulator, @DataTypeHint("BYTES") byte[] sketch)
      throws Exception {
    change(accumulator, sketch, -1);
  }

  private static void change(SketchAccumulator accumulator, byte[] sketch, int sign)
      throws Exception {
    if (sketch == null) {
      return;
    }
    for (Map.Entry<Integer, Long> entry : Sketches.of(sketch).counts().entrySet()) {
      accumulator.add(entry.getKey(), sign * entry.getValue());
    }
  }
}
