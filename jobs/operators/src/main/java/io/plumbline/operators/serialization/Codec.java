package io.plumbline.operators.serialization;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The binary form of one immutable type.
 *
 * <p>A codec holds no state and has a constructor without parameters, because a savepoint names it
 * by its class. A change of the form is a new {@link #version()}; {@link #read} keeps reading every
 * version that was ever released. Whether null is a value is the codec's business.
 *
 * @param <T> an immutable type: its instances are passed on without a copy
 */
public interface Codec<T> extends Serializable {

  /** The version that {@link #write} writes, in [1, 127]. */
  int version();

  void write(T value, DataOutputView out) throws IOException;

  /**
   * @param version the version with which the value was written, at most {@link #version()}
   */
  T read(DataInputView in, int version) throws IOException;

  /** A copy that no later change of the value shows in; an immutable value is its own copy. */
  default T copy(T value) {
    return value;
  }
}
