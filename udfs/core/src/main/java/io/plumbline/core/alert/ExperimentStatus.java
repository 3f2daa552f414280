package io.plumbline.core.alert;

import java.util.List;

/**
 * How an experiment stands: what a ramp controller reads, so that it can tell health from silence.
 *
 * @param asOf milliseconds since the epoch
 * @param srmStatus HEALTHY, WARNED, OPENED or ESCALATED
 * @param openAlertIds raised and not resolved, sorted
 * @param isConfigStale whether it may rest on another configuration than the one of its time
 */
public record ExperimentStatus(
    String experimentKey,
    long asOf,
    String srmStatus,
    List<String> openAlertIds,
    String configVersion,
    boolean isConfigStale) {

  /** One that rests on the configuration of its time. */
  public ExperimentStatus(
      String experimentKey,
      long asOf,
      String srmStatus,
      List<String> openAlertIds,
      String configVersion) {
    this(experimentKey, asOf, srmStatus, openAlertIds, configVersion, false);
  }

  /** The same, resting on the configuration of its time or not. */
  public ExperimentStatus stale(boolean nowConfigStale) {
    return new ExperimentStatus(
        experimentKey, asOf, srmStatus, openAlertIds, configVersion, nowConfigStale);
  }
}
