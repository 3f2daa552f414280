package io.plumbline.core.alert;

import java.time.Instant;
import java.util.Locale;

/**
 * The alert that exposures come for a key that no configuration knows: OPENED, then RESOLVED. Its
 * times are ticks.
 */
public final class UnexpectedExposures {
  private UnexpectedExposures() {}

  /**
   * @param exposures so far
   * @param firstTick in whose row the first of them counted
   * @param tick which names the incident, milliseconds since the epoch
   */
  public static ExperimentAlert opened(String key, long exposures, long firstTick, long tick) {
    return alert(
        key,
        1,
        null,
        String.format(
            Locale.ROOT,
            "%s: %,d exposures by %s, the first before %s, and no configuration knows it",
            key,
            exposures,
            Instant.ofEpochMilli(tick),
            Instant.ofEpochMilli(firstTick)),
        ("Set %s up, correct the key where the exposures are logged, or take it out of the code:"
                + " nothing is counted of it.")
            .formatted(key),
        tick,
        tick);
  }

  /**
   * @param isKnown whether there is a configuration now
   */
  public static ExperimentAlert resolved(
      String key, long exposures, long openedAt, long tick, boolean isKnown) {
    return alert(
        key,
        2,
        ExperimentAlert.RECOVERED,
        isKnown
            ? String.format(
                Locale.ROOT,
                "%s: it is configured now; %,d exposures came before that and do not count",
                key,
                exposures)
            : "%s: no exposure has come any more for a day".formatted(key),
        "Nothing is left to do.",
        tick,
        openedAt);
  }

  private static ExperimentAlert alert(
      String key,
      int sequence,
      String resolution,
      String summary,
      String action,
      long asOf,
      long firstAsOf) {
    return new ExperimentAlert(
        "unknown-experiment-%s-%s".formatted(key, Instant.ofEpochMilli(firstAsOf)),
        sequence,
        ExperimentAlertType.UNKNOWN_EXPERIMENT,
        resolution == null ? AlertStatus.OPENED : AlertStatus.RESOLVED,
        resolution == null ? AlertSeverity.WARNING : AlertSeverity.INFO,
        resolution,
        key,
        null,
        null,
        summary,
        action,
        asOf,
        firstAsOf,
        null);
  }
}
