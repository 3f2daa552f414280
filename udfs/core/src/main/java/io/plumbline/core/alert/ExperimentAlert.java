package io.plumbline.core.alert;

import java.util.Locale;

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
 * @param row that caused it; null: no row did
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
    String configVersion,
    RowReference row) {

  /** Stands for every experiment. */
  public static final String ALL = "__all__";

  /** The resolution of an alert whose cause has gone. */
  public static final String RECOVERED = "RECOVERED";

  /** The resolution of an alert about something that is no longer there. */
  public static final String DELETED = "DELETED";

  /** The resolution of an alert whose test was begun anew. */
  public static final String RESET = "RESET";

  /** The resolution of an alert whose experiment has stopped. */
  public static final String STOPPED = "STOPPED";

  /**
   * An incident's id: the same when it is computed again.
   *
   * @param subject what tells it from others of the type in the experiment; lower case, with -
   */
  public static String id(ExperimentAlertType type, String experimentKey, Object... subject) {
    StringBuilder id = new StringBuilder(type.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    id.append('-').append(experimentKey);
    for (Object part : subject) {
      id.append('-').append(part);
    }
    return id.toString();
  }

  /** An alert about every experiment, and so about none that has a name, an owner or a version. */
  static ExperimentAlert ofAll(
      String alertId,
      int sequence,
      ExperimentAlertType type,
      AlertStatus status,
      String resolution,
      String summary,
      String recommendedAction,
      long asOf,
      long firstAsOf) {
    return new ExperimentAlert(
        alertId,
        sequence,
        type,
        status,
        AlertSeverity.of(status),
        resolution,
        ALL,
        null,
        null,
        summary,
        recommendedAction,
        asOf,
        firstAsOf,
        null);
  }

  /** An alert that no row caused. */
  public ExperimentAlert(
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
    this(
        alertId,
        sequence,
        type,
        status,
        severity,
        resolution,
        experimentKey,
        experimentName,
        owner,
        summary,
        recommendedAction,
        asOf,
        firstAsOf,
        configVersion,
        null);
  }
}
