package io.plumbline.operators.bundle;

import java.io.Serializable;

/**
 * How records of one key become few.
 *
 * @param <T> record, coming and going
 * @param <K> key; equal keys are folded together
 * @param <A> what is kept of a key
 */
public interface Fold<T, K, A> extends Serializable {

  K key(T value);

  A start(T value);

  /** What is kept with one more record; may be the same object, changed. */
  A add(A kept, T value);

  Iterable<T> emit(K key, A kept);

  /** The event time at which the operators behind look at the record, milliseconds. */
  long timestamp(T value);
}
