package io.plumbline.core.alert;

/**
 * The alert that an experiment's newest configuration cannot be followed, so that the last valid
 * one stays in force: OPENED, then RESOLVED when it is valid again, or gone.
 */
public final class InvalidConfiguration {
  private InvalidConfiguration() {}

  /**
   * @param experimentName null: it has none
   * @param owner null: nobody
   * @param problems a line each
   * @param version of the experiment that was the first invalid one; names the incident
   * @param openedAt when it was committed, milliseconds since the epoch
   * @param configVersion of what stays in force; null: nothing was ever valid
   */
  public static ExperimentAlert opened(
      String experimentKey,
      String experimentName,
      String owner,
      String problems,
      int version,
      long openedAt,
      String configVersion) {
    return alert(
        experimentKey,
        experimentName,
        owner,
        version,
        1,
        null,
        "The configuration of %s is not followed: %s".formatted(experimentKey, problems),
        (configVersion == null
                ? "Nothing is published of %s until it is repaired."
                : "Repair it; until then %s runs on as it was last valid.")
            .formatted(experimentKey),
        openedAt,
        openedAt,
        configVersion);
  }

  /**
   * @param resolution RECOVERED or DELETED
   * @param configVersion of what is in force now; null: nothing is
   */
  public static ExperimentAlert resolved(
      String experimentKey,
      String experimentName,
      String owner,
      String resolution,
      int version,
      long openedAt,
      long resolvedAt,
      String configVersion) {
    boolean isGone = resolution.equals(ExperimentAlert.DELETED);
    return alert(
        experimentKey,
        experimentName,
        owner,
        version,
        2,
        resolution,
        isGone
            ? "The invalid configuration of %s was taken away".formatted(experimentKey)
            : "The configuration of %s is valid again".formatted(experimentKey),
        "Nothing is left to do.",
        resolvedAt,
        openedAt,
        configVersion);
  }

  private static ExperimentAlert alert(
      String experimentKey,
      String experimentName,
      String owner,
      int version,
      int sequence,
      String resolution,
      String summary,
      String action,
      long asOf,
      long firstAsOf,
      String configVersion) {
    AlertStatus status = resolution == null ? AlertStatus.OPENED : AlertStatus.RESOLVED;
    return new ExperimentAlert(
        "config-invalid-%s-%d".formatted(experimentKey, version),
        sequence,
        ExperimentAlertType.CONFIG_INVALID,
        status,
        resolution == null ? AlertSeverity.WARNING : AlertSeverity.INFO,
        resolution,
        experimentKey,
        experimentName,
        owner,
        summary,
        action,
        asOf,
        firstAsOf,
        configVersion);
  }
}
