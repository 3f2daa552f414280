package io.plumbline.core.alert;

import io.plumbline.core.diagnosis.Cause;
import io.plumbline.core.diagnosis.Openings;
import io.plumbline.core.diagnosis.Suspect;

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

  /**
   * The same, knowing how the other experiments stand at its instant. Where they make PLATFORM the
   * likeliest cause, what raises the alert says so, and what to do about it.
   */
  public SrmAlert given(Openings openings) {
    SplitEvidence known = evidence.given(openings);
    Suspect leading = known.findings().leading().orElse(null);
    boolean isOfPlatform = leading != null && leading.cause() == Cause.PLATFORM;
    boolean isRaised =
        switch (status) {
          case WARNED, OPENED, ESCALATED -> true;
          case ACKNOWLEDGED, RESOLVED -> false;
        };
    return isOfPlatform && isRaised
        ? saying(
            SplitMessage.raised(experimentKey, leading, known.anytimePValue()),
            SplitMessage.action(experimentKey, status, SplitMessage.PLATFORM_REMEDY),
            known)
        : saying(summary, recommendedAction, known);
  }

  private SrmAlert saying(String sentence, String advice, SplitEvidence because) {
    return new SrmAlert(
        alertId,
        sequence,
        status,
        severity,
        resolution,
        experimentKey,
        experimentName,
        owner,
        sentence,
        advice,
        asOf,
        firstAsOf,
        configVersion,
        because);
  }
}
