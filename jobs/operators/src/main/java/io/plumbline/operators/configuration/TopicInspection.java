package io.plumbline.operators.configuration;

import java.io.Serializable;

/** What a broker tells of a topic. */
public interface TopicInspection extends Serializable {

  /**
   * The offset of the last record that can be read now in the topic of a table; -1: there is none.
   *
   * @param table with its schema
   */
  long lastOffset(String table);
}
