package io.plumbline.core.alert;

import io.plumbline.core.diagnosis.Cause;
import io.plumbline.core.diagnosis.Figures;
import io.plumbline.core.diagnosis.Part;
import io.plumbline.core.diagnosis.Suspect;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.statistics.SrmAlarm;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** A mismatched split in the words of people who are woken up by it. */
final class SplitMessage {
  static final String PLATFORM_REMEDY =
      "look at what the experiments share: the assignment service, the SDK, the event pipeline";

  private static final MathContext TWO_DIGITS = new MathContext(2);

  private final Experiment experiment;
  private final SplitEvidence evidence;
  private final String variant;

  /** The likeliest; null: none. */
  private final Suspect suspect;

  SplitMessage(Experiment experiment, SplitEvidence evidence) {
    this.experiment = experiment;
    this.evidence = evidence;
    this.variant = farthest();
    this.suspect = evidence.findings().leading().orElse(null);
  }

  /**
   * What the leading suspect says, or "x: treatment has 965 units fewer than planned (...) as of
   * ...; the evidence is ...".
   */
  String raised(long asOf) {
    if (suspect != null) {
      return raised(experiment.key(), suspect, evidence.anytimePValue());
    }
    return "%s: %s as of %s; the evidence is %s to 1 against the planned split"
        .formatted(experiment.key(), deviation("has"), time(asOf), odds(evidence.anytimePValue()));
  }

  static String raised(String experimentKey, Suspect suspect, double anytimePValue) {
    return "%s: %s (evidence %s to 1 against the planned split)"
        .formatted(experimentKey, suspect.evidence(), odds(anytimePValue));
  }

  String ended(long asOf, long firstAsOf) {
    return "%s: stopped at %s with an alarm on its split since %s: %s; the evidence was %s to 1"
        .formatted(
            experiment.key(),
            time(asOf),
            time(firstAsOf),
            deviation("had"),
            odds(evidence.anytimePValue()));
  }

  SplitEvidence evidence() {
    return evidence;
  }

  /**
   * @param author null: nobody is named
   */
  String acknowledged(String author, long asOf) {
    return "%s: the alarm on its split was seen%s; %s as of %s"
        .formatted(
            experiment.key(), author == null ? "" : " by " + author, deviation("has"), time(asOf));
  }

  String reset(long asOf, long firstAsOf) {
    return "%s: the alarm on its split since %s was reset at %s: %s; the evidence was %s to 1"
        .formatted(
            experiment.key(),
            time(firstAsOf),
            time(asOf),
            deviation("had"),
            odds(evidence.anytimePValue()));
  }

  String afterReset() {
    return ("Watch %s: its split is tested anew on the units enrolled from now on, at half the"
            + " alpha. What was enrolled before stays as it is.")
        .formatted(experiment.key());
  }

  /**
   * @param raised the highest level of the alert
   */
  String action(AlertStatus status, SrmAlarm.Level raised) {
    return switch (status) {
      case WARNED ->
          suspect == null
              ? ("Look at what changed in the assignment and in the exposure logging of %s;"
                      + " there is no reason to stop yet.")
                  .formatted(experiment.key())
              : action(experiment.key(), status, remedy());
      case OPENED, ESCALATED -> action(experiment.key(), status, remedy());
      case ACKNOWLEDGED ->
          "Find out the cause, repair it in %s, and reset the alarm or stop the experiment."
              .formatted(experiment.key());
      case RESOLVED ->
          raised == SrmAlarm.Level.WARNED
              ? "Nothing is left to do; read the results of %s with the doubt about its split in mind."
                  .formatted(experiment.key())
              : "Do not decide on the results of %s; run it again when the cause is repaired."
                  .formatted(experiment.key());
    };
  }

  /**
   * What to do when an alert is raised to a level.
   *
   * @param remedy what to do about the likeliest cause
   */
  static String action(String experimentKey, AlertStatus status, String remedy) {
    return switch (status) {
      case WARNED ->
          "%s; there is no reason to stop %s yet.".formatted(capitalised(remedy), experimentKey);
      case OPENED ->
          "Do not trust or ship the results of %s. Hold its ramp-up, and %s."
              .formatted(experimentKey, remedy);
      case ESCALATED ->
          ("Stop the ramp-up of %s now, its split is broken beyond doubt. %s, repair it, and start"
                  + " anew.")
              .formatted(experimentKey, capitalised(remedy));
      case ACKNOWLEDGED, RESOLVED ->
          throw new IllegalArgumentException(status + " does not raise an alert");
    };
  }

  /** What to do about the likeliest cause. */
  private String remedy() {
    Cause cause = suspect == null ? Cause.ASSIGNMENT : suspect.cause();
    return switch (cause) {
      case TELEMETRY_LOSS ->
          "find out why exposures of %s are not sent or not delivered"
              .formatted(suspect.variantKey());
      case PLATFORM -> PLATFORM_REMEDY;
      case TIMING -> "find out what differed between its variants from day to day";
      case LOCALISED ->
          suspect.dimension().equals(Part.DAY)
              ? "look at what happened on %s: a bot, an outage, a release"
                  .formatted(suspect.segment())
              : "look at how variants are assigned, shown and logged where %s is %s"
                  .formatted(suspect.dimension(), suspect.segment());
      case DELAYED_START ->
          "find out why %s began later than planned".formatted(suspect.variantKey());
      case LATE_ONSET -> "look at what was released or changed on %s".formatted(suspect.since());
      case TRIGGER -> "compare the conditions under which each variant logs an exposure";
      case ASSIGNMENT, CLEAN -> "find out why units of %s are %s".formatted(variant, fault());
    };
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private String deviation(String has) {
    long observed = evidence.observed().get(variant);
    double expected = evidence.expected().get(variant);
    double units = Math.max(1, evidence.units());
    return "%s %s %s units %s than planned (%s of %s)"
        .formatted(
            variant,
            has,
            Figures.count(Math.abs(observed - expected)),
            missing() ? "fewer" : "more",
            Figures.shares(observed / units, expected / units),
            Figures.count(evidence.units()));
  }

  private boolean missing() {
    return evidence.observed().get(variant) < evidence.expected().get(variant);
  }

  private String fault() {
    return missing() ? "missing" : "too many";
  }

  /** The variant farthest from its plan; of equally far ones a treatment, then the first. */
  private String farthest() {
    String control = experiment.control().key();
    String farthest = null;
    long distance = -1;
    for (Map.Entry<String, Long> variant : evidence.observed().entrySet()) {
      double planned = evidence.expected().get(variant.getKey());
      long units = Math.abs(Math.round(variant.getValue() - planned));
      if (units > distance || (units == distance && control.equals(farthest))) {
        farthest = variant.getKey();
        distance = units;
      }
    }
    return farthest;
  }

  /** Odds with two digits, and no more digits than a person takes in. */
  static String odds(double pValue) {
    double odds = 1 / pValue;
    if (odds >= 1e9) {
      return "more than a billion";
    }
    if (odds >= 1e6) {
      return "more than a million";
    }
    return Figures.count(BigDecimal.valueOf(odds).round(TWO_DIGITS).longValue());
  }

  static String time(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC).toString();
  }
}
