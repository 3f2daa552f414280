package io.plumbline.core.alert;

/**
 * One transition of an alert about an experiment or the pipeline, the split excepted: a row of
 * {@code alerts}, a message of {@code experiment-alerts}.
 *
 * @param alertId the incident, the same in all its transitions
 * @param sequence from 1, without gaps
 * @param resolution why it ended; null but with RESOLVED
 * @param experimentKey {@link #ALL} where it is about none in particular
 * @param experimentName null: it has none
 * @param owner null: nobody
 * @param summary one sentence that a person understands
 * @param asOf milliseconds since the epoch
 * @param firstAsOf that of the incident's first transition
 * @param configVersion null where it is about no experiment in particular
 */
public record ExperimentAlert(
    String alertId,
    int sequence,
    ExperimentAlertType type,
    AlertStatus status,
    AlertSeverity severity,
    String resolution,
    String experimentKey,
    String experimentName,
    String owner,
    String summary,
    String recommendedAction,
    long asOf,
    long firstAsOf,
    String configVersion) {

  /** Stands for every experiment. */
  public static final String ALL = "__all__";

  /** The resolution of an alert whose cause has gone. */
  public static final String RECOVERED = "RECOVERED";

  /** The resolution of an alert about something that is no longer there. */
  public static final String DELETED = "DELETED";
}
