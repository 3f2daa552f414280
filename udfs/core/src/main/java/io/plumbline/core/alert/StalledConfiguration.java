package io.plumbline.core.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * The alert that the configuration is silent, and so holds all results: OPENED, then RESOLVED when
 * it is heard again. Its times are those of the wall clock.
 */
public final class StalledConfiguration {
  private StalledConfiguration() {}

  /**
   * @param job whose results are held
   * @param openedAt milliseconds since the epoch; names the incident
   * @param lastHeartbeat up to when the configuration was complete; null: it never said
   */
  public static ExperimentAlert opened(String job, long openedAt, Long lastHeartbeat) {
    String summary =
        lastHeartbeat == null
            ? "The configuration has never said up to when it is complete: no result is published"
            : "The configuration has been silent since %s: no result after it is published"
                .formatted(Instant.ofEpochMilli(lastHeartbeat));
    return alert(
        job,
        1,
        AlertStatus.OPENED,
        null,
        summary,
        "Look at who writes the configuration topic (ConfigJob, `plumbline publish` or your own"
            + " service) and at its heartbeats. Nothing is lost: results go on when it is back.",
        openedAt,
        openedAt);
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
