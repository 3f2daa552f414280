package io.plumbline.core.alert;

import java.time.Instant;
import java.util.SortedSet;

/**
 * The alert that rows of the configuration's tables were lost on their way, so that the jobs may go
 * by another configuration than the database holds: OPENED, ESCALATED when rows of a further table
 * are lost, RESOLVED when all these tables were read again. It is about every experiment: which one
 * a lost row belongs to is not known.
 */
public final class LostConfiguration {
  private LostConfiguration() {}

  /**
   * @param sequence 1 opens the incident
   * @param tables with their schema
   * @param transaction of which rows were lost last
   * @param asOf when that was committed, milliseconds since the epoch
   * @param openedAt names the incident
   */
  public static ExperimentAlert lost(
      int sequence, SortedSet<String> tables, String transaction, long asOf, long openedAt) {
    return alert(
        sequence,
        sequence == 1 ? AlertStatus.OPENED : AlertStatus.ESCALATED,
        null,
        "Rows of %s could not be read, or never came (last of transaction %s): the jobs may go by another configuration than the database holds"
            .formatted(String.join(", ", tables), transaction),
        "The log of the job that assembles the configuration names what could not be read. Have the"
            + " connector read these tables again: by an incremental snapshot, or by deleting its"
            + " offsets. That brings back all but deletions, so look for rows that should be gone.",
        asOf,
        openedAt);
  }

  /**
   * @param asOf when the last of the tables was read again, milliseconds since the epoch
   */
  public static ExperimentAlert resolved(int sequence, long asOf, long openedAt) {
    return alert(
        sequence,
        AlertStatus.RESOLVED,
        ExperimentAlert.RECOVERED,
        "The tables of which rows were lost have been read again",
        "Look for rows that are deleted in the database and still in force here: reading again does"
            + " not tell of them.",
        asOf,
        openedAt);
  }

  private static ExperimentAlert alert(
      int sequence,
      AlertStatus status,
      String resolution,
      String summary,
      String action,
      long asOf,
      long openedAt) {
    return ExperimentAlert.ofAll(
        ExperimentAlert.id(
            ExperimentAlertType.CONFIG_INVALID,
            ExperimentAlert.ALL,
            Instant.ofEpochMilli(openedAt)),
        sequence,
        ExperimentAlertType.CONFIG_INVALID,
        status,
        resolution,
        summary,
        action,
        asOf,
        openedAt);
  }
}
