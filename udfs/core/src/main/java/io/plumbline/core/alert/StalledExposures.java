package io.plumbline.core.alert;

import io.plumbline.core.experiment.Experiment;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * The alert that an experiment's exposures have stopped, or all but, while they should go on:
 * OPENED, then RESOLVED. Its times are event times, the ends of buckets.
 */
public final class StalledExposures {
  private StalledExposures() {}

  /**
   * @param from where the bucket begins that gave the alarm, milliseconds since the epoch
   * @param end of the bucket; names the incident
   * @param exposures in the bucket
   * @param usual as many as were expected
   * @param byOthers whether by the exposures of the other experiments, else by its own at this time
   *     of the day
   */
  public static ExperimentAlert opened(
      Experiment experiment, long from, long end, long exposures, double usual, boolean byOthers) {
    return alert(
        experiment,
        1,
        null,
        String.format(
            Locale.ROOT,
            "%s: %s from %s to %s, where about %,.0f are usual %s",
            experiment.key(),
            exposures == 0
                ? "no exposure came"
                : String.format(
                    Locale.ROOT, "only %,d exposure%s came", exposures, exposures == 1 ? "" : "s"),
            time(from),
            time(end),
            Math.max(1.0, usual),
            byOthers ? "beside those of the other experiments" : "at this time of the day"),
        ("Find out why the exposures of %s stopped: a release of the client, the logging of this"
                + " experiment, its producers. Units that nobody sees are missing from its results"
                + " until then.")
            .formatted(experiment.key()),
        end,
        end);
  }

  /**
   * @param openedAt the instant at which it was opened
   */
  public static ExperimentAlert recovered(Experiment experiment, long openedAt, long at) {
    return alert(
        experiment,
        2,
        ExperimentAlert.RECOVERED,
        "%s: exposures came again by %s, %s after the alarm; what is usual is learned anew"
            .formatted(experiment.key(), time(at), Duration.ofMillis(at - openedAt)),
        ("Decide whether the hours without exposures of %s matter for its results: who came only"
                + " then is missing.")
            .formatted(experiment.key()),
        at,
        openedAt);
  }

  /** Its allocation has changed, so that another rate may be the usual one. */
  public static ExperimentAlert reset(Experiment experiment, long openedAt, long at) {
    return alert(
        experiment,
        2,
        SrmAlert.RESET,
        "%s: its allocation changed by %s; how many exposures are usual is learned anew"
            .formatted(experiment.key(), time(at)),
        "Look whether exposures of %s come as the new allocation plans."
            .formatted(experiment.key()),
        at,
        openedAt);
  }

  public static ExperimentAlert stopped(Experiment experiment, long openedAt, long stoppedAt) {
    return alert(
        experiment,
        2,
        SrmAlert.STOPPED,
        "%s: stopped at %s with its exposures missing since %s"
            .formatted(experiment.key(), time(stoppedAt), time(openedAt)),
        "Read the results of %s with what is missing in mind.".formatted(experiment.key()),
        stoppedAt,
        openedAt);
  }

  private static ExperimentAlert alert(
      Experiment experiment,
      int sequence,
      String resolution,
      String summary,
      String action,
      long asOf,
      long firstAsOf) {
    AlertStatus status = resolution == null ? AlertStatus.OPENED : AlertStatus.RESOLVED;
    return new ExperimentAlert(
        "exposure-stall-%s-%s".formatted(experiment.key(), time(firstAsOf)),
        sequence,
        ExperimentAlertType.EXPOSURE_STALL,
        status,
        AlertSeverity.of(status),
        resolution,
        experiment.key(),
        experiment.name(),
        experiment.owner(),
        summary,
        action,
        asOf,
        firstAsOf,
        experiment.configVersion(asOf));
  }

  private static Instant time(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
