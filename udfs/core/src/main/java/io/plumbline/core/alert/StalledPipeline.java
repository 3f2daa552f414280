package io.plumbline.core.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The alert that event time stands still, and with it all results of a job: OPENED, then RESOLVED
 * when it moves. It is raised by the wall clock, which names the incident; {@code as_of} is the
 * instant through which rows are published.
 */
public final class StalledPipeline {
  private StalledPipeline() {}

  /**
   * @param job whose results stand still
   * @param openedAt by the wall clock, milliseconds since the epoch; names the incident
   * @param stalledMs for how long time has not moved, by the wall clock
   * @param publishedThrough the last instant of which there are rows
   * @param configurationStalled whether CONFIG_STALLED is open, which holds all results
   */
  public static ExperimentAlert opened(
      String job,
      long openedAt,
      long stalledMs,
      long publishedThrough,
      boolean configurationStalled) {
    String held =
        "The results of %s stand still at %s: event time has not moved for %s"
            .formatted(job, time(publishedThrough), duration(stalledMs));
    return alert(
        job,
        openedAt,
        1,
        null,
        configurationStalled
            ? held + ", because the configuration is silent (CONFIG_STALLED)"
            : held,
        configurationStalled
            ? "Repair the configuration first, see CONFIG_STALLED. Nothing is lost: results go on"
                + " when it is back."
            : "Look whether the topics get events in every partition (a silent one holds the"
                + " results, see timing.idle-timeout), whether the job runs, and whether its"
                + " checkpoints succeed. Nothing is lost: results go on where they stopped.",
        publishedThrough,
        publishedThrough);
  }

  /**
   * @param openedThrough through when rows were published when it was opened
   * @param resolvedAt by the wall clock
   * @param publishedThrough through when they are now
   */
  public static ExperimentAlert resolved(
      String job, long openedAt, long openedThrough, long resolvedAt, long publishedThrough) {
    return alert(
        job,
        openedAt,
        2,
        ExperimentAlert.RECOVERED,
        "Event time moves again after %s of alarm: the results of %s go on"
            .formatted(duration(resolvedAt - openedAt), job),
        "Nothing is left to do.",
        publishedThrough,
        openedThrough);
  }

  private static ExperimentAlert alert(
      String job,
      long openedAt,
      int sequence,
      String resolution,
      String summary,
      String action,
      long asOf,
      long firstAsOf) {
    AlertStatus status = resolution == null ? AlertStatus.OPENED : AlertStatus.RESOLVED;
    return ExperimentAlert.ofAll(
        "pipeline-stalled-%s-%s".formatted(job, time(openedAt)),
        sequence,
        ExperimentAlertType.PIPELINE_STALLED,
        status,
        resolution,
        summary,
        action,
        asOf,
        firstAsOf);
  }

  private static Duration duration(long millis) {
    return Duration.ofMillis(millis).truncatedTo(ChronoUnit.SECONDS);
  }

  private static Instant time(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
