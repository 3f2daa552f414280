package io.plumbline.operators.bundle;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Folds records of one key within a task before they cross a shuffle. It holds nothing across a
 * watermark, a checkpoint barrier or the end of the input, so it has no state; in between it holds
 * at most {@code maxKeys} keys. What it emits depends on where it was cut; whoever reads it folds
 * on, so that the cuts make no difference.
 */
public final class BundleOperator<T, K, A> extends AbstractStreamOperator<T>
    implements OneInputStreamOperator<T, T>, BoundedOneInput {

  private final Fold<T, K, A> fold;
  private final int maxKeys;
  private transient Map<K, A> bundle;

  /**
   * @param maxKeys after so many keys everything is passed on
   */
  public BundleOperator(Fold<T, K, A> fold, int maxKeys) {
    this.fold = fold;
    this.maxKeys = maxKeys;
  }

  @Override
  public void open() throws Exception {
    super.open();
    bundle = new HashMap<>();
  }

  @Override
  public void processElement(StreamRecord<T> element) {
    T value = element.getValue();
    bundle.compute(
        fold.key(value), (k, kept) -> kept == null ? fold.start(value) : fold.add(kept, value));
    if (bundle.size() >= maxKeys) {
      flush();
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    flush();
    super.processWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public void endInput() {
    flush();
  }

  private void flush() {
    bundle.forEach(
        (key, kept) -> {
          for (T value : fold.emit(key, kept)) {
            output.collect(new StreamRecord<>(value, fold.timestamp(value)));
          }
        });
    bundle.clear();
  }
}
