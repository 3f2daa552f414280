package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import java.io.Closeable;
import java.io.IOException;

/** Reads one file, record by record. */
public interface EventReader<E extends Event> extends Closeable {

  /**
   * @return the next record, malformed ones included; null at the end
   * @throws IOException if the file cannot be read, which has nothing to do with what it holds
   */
  InputRecord<E> next() throws IOException;
}
