package io.plumbline.operators.configuration;

import java.io.Serializable;

/** What a broker tells of a topic. */
public interface TopicInspection extends Serializable {

  /** Whether nothing ever came in the topic of a table, up to now. */
  boolean isEmpty(String table);
}
