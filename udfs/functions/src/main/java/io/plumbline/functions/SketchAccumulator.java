package io.plumbline.functions;

import io.plumbline.core.sketch.QuantileSketch;
import java.util.Map;
import org.apache.flink.table.api.dataview.MapView;

/** Counts by bucket, kept where the state is. Public for the planner alone. */
public class SketchAccumulator {

  public MapView<Integer, Long> counts = new MapView<>();

  void add(int bucket, long count) throws Exception {
    Long before = counts.get(bucket);
    long now = Math.addExact(before == null ? 0 : before, count);
    if (now == 0) {
      counts.remove(bucket);
    } else {
      counts.put(bucket, now);
    }
  }

  void addAll(SketchAccumulator other) throws Exception {
    for (Map.Entry<Integer, Long> entry : other.counts.entries()) {
      add(entry.getKey(), entry.getValue());
    }
  }

  /** Null when there is nothing; what was removed before it was added does not show yet. */
  byte[] sketch() throws Exception {
    QuantileSketch sketch = new QuantileSketch();
    for (Map.Entry<Integer, Long> entry : counts.entries()) {
      if (entry.getValue() > 0) {
        sketch.addToBucket(entry.getKey(), entry.getValue());
      }
    }
    return sketch.count() == 0 ? null : sketch.toBytes();
  }
}
