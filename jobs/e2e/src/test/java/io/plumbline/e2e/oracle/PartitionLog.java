package io.plumbline.e2e.oracle;

import java.util.List;

/** Everything one partition of a topic holds, from offset 0 on, in order. */
public record PartitionLog(Kind kind, String topic, int partition, List<LogRecord> records) {

  /** What the records of a topic are. */
  public enum Kind {
    EXPOSURES,
    METRIC_EVENTS
  }

  /** Copies the list. */
  public PartitionLog {
    records = List.copyOf(records);
  }
}
