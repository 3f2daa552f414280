package io.plumbline.core.configuration;

import io.plumbline.core.alert.ExperimentAlert;

/** Takes what follows from a transaction: the documents of the topic first, then a heartbeat. */
public interface AssemblyOutput {

  void document(AssembledDocument document);

  /** An experiment that has not started is taken back: nothing is published of it. */
  void withdrawal(String experimentKey);

  /**
   * @param heartbeatAt every commit up to then has been passed on, milliseconds since the epoch
   */
  void heartbeat(long heartbeatAt);

  void change(ConfigChange change);

  void experimentVersion(ExperimentVersion version);

  void metricVersion(MetricVersion version);

  void note(NoteRevision note);

  void alert(ExperimentAlert alert);
}
