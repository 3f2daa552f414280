package io.plumbline.core.alert;

/**
 * That the alert about an experiment's missing exposures was opened, or resolved.
 *
 * @param alertId of the incident
 * @param isOpen whether it is open from then on
 * @param asOf milliseconds since the epoch
 * @param configVersion of the experiment, in force then
 */
public record StallChange(
    String experimentKey, String alertId, boolean isOpen, long asOf, String configVersion) {

  /**
   * @param alert of type EXPOSURE_STALL
   */
  public static StallChange of(ExperimentAlert alert) {
    return new StallChange(
        alert.experimentKey(),
        alert.alertId(),
        alert.status() != AlertStatus.RESOLVED,
        alert.asOf(),
        alert.configVersion());
  }
}
