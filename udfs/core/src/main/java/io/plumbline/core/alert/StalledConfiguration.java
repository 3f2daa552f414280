package io.plumbline.core.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * The alert that the configuration is silent, and so holds all results or has them go on without
 * it: OPENED, then RESOLVED when it is heard again. Its times are those of the wall clock.
 */
public final class StalledConfiguration {
  private StalledConfiguration() {}

  /**
   * @param job whose results are held, or go on
   * @param openedAt milliseconds since the epoch; names the incident
   * @param lastHeartbeat up to when the configuration was complete; null: it never said
   * @param holdsResults whether rows wait for it; else they go on without it, and are marked
   */
  public static ExperimentAlert opened(
      String job, long openedAt, Long lastHeartbeat, boolean holdsResults) {
    String silence =
        lastHeartbeat == null
            ? "The configuration has never said up to when it is complete"
            : "The configuration has been silent since " + Instant.ofEpochMilli(lastHeartbeat);
    String consequence =
        holdsResults
            ? ": no result " + (lastHeartbeat == null ? "" : "after it ") + "is published"
            : ": results go on without it, with is_config_stale";
    String action =
        "Look at who writes the configuration topic (ConfigJob, `plumbline publish` or your own"
            + " service) and at its heartbeats. "
            + (holdsResults
                ? "Nothing is lost: results go on when it is back."
                : "What changes meanwhile acts from when it is back.");
    return alert(
        job, 1, AlertStatus.OPENED, null, silence + consequence, action, openedAt, openedAt);
  }

  /**
   * @param resolvedAt milliseconds since the epoch
   */
  public static ExperimentAlert resolved(String job, long openedAt, long resolvedAt) {
    return alert(
        job,
        2,
        AlertStatus.RESOLVED,
        ExperimentAlert.RECOVERED,
        "The configuration is back after %s of alarm: results go on"
            .formatted(Duration.ofMillis(resolvedAt - openedAt)),
        "Nothing is left to do.",
        resolvedAt,
        openedAt);
  }

  private static ExperimentAlert alert(
      String job,
      int sequence,
      AlertStatus status,
      String resolution,
      String summary,
      String action,
      long asOf,
      long firstAsOf) {
    ExperimentAlertType type = ExperimentAlertType.CONFIG_STALLED;
    return ExperimentAlert.ofAll(
        "%s-%s-%s"
            .formatted(
                type.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                job,
                Instant.ofEpochMilli(firstAsOf)),
        sequence,
        type,
        status,
        resolution,
        summary,
        action,
        asOf,
        firstAsOf);
  }
}
