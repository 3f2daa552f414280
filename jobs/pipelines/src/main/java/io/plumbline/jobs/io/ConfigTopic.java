package io.plumbline.jobs.io;

import java.util.List;

/** The configuration topic, as its only writer sees it. */
interface ConfigTopic extends AutoCloseable {

  /**
   * A record, as it stands in the log.
   *
   * @param value null: a deletion
   */
  record Entry(byte[] key, byte[] value) {}

  /** All that is in it now, in the order of the log. */
  List<Entry> read();

  /** Appends records, which are stored when this returns. */
  void append(List<Entry> entries);

  @Override
  void close();
}
