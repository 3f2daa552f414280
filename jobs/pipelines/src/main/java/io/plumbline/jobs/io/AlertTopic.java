package io.plumbline.jobs.io;

import io.plumbline.operators.codec.AlertRows;
import io.plumbline.operators.codec.TopicMessage;
import io.plumbline.operators.codec.TopicMessages;
import org.apache.flink.table.data.RowData;

/** The topics that rows of {@code alerts} go to, each row to one. */
enum AlertTopic {
  /** Splits that are not as planned. */
  SRM_ALERTS("srm-alerts"),
  /** All else about experiments and the pipeline. */
  EXPERIMENT_ALERTS("experiment-alerts");

  private final String sink;

  AlertTopic(String sink) {
    this.sink = sink;
  }

  /** The sink's name within a job. */
  String sink() {
    return sink;
  }

  boolean takes(RowData alert) {
    return AlertRows.isOfSplit(alert) == (this == SRM_ALERTS);
  }

  TopicMessage<RowData> messages() {
    return switch (this) {
      case SRM_ALERTS -> TopicMessages.srmAlerts();
      case EXPERIMENT_ALERTS -> TopicMessages.experimentAlerts();
    };
  }
}
