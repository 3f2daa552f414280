package io.plumbline.core.alert;

/**
 * One transition of the alarm for sample-ratio mismatch: a row of {@code alerts}, a message of
 * {@code srm-alerts}.
 *
 * @param alertId the incident, the same in all its transitions
 * @param sequence from 1, without gaps
 * @param resolution why it ended; null but with RESOLVED
 * @param experimentName null: it has none
 * @param owner null: nobody
 * @param summary one sentence that needs no statistician
 * @param asOf the instant of the row that caused it
 * @param firstAsOf that of the incident's first transition
 */
public record SrmAlert(
    String alertId,
    int sequence,
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
    SplitEvidence evidence) {

  /** The resolution of an alert whose alarm was begun anew. */
  public static final String RESET = "RESET";

  /** The resolution of an alert whose experiment has stopped. */
  public static final String STOPPED = "STOPPED";
}
