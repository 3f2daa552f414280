package io.plumbline.core.alert;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.statistics.SrmAlarm;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;

/** A mismatched split in the words of people who are woken up by it. */
final class SplitMessage {
  private static final int MAX_DECIMALS = 3;
  private static final MathContext TWO_DIGITS = new MathContext(2);

  private final Experiment experiment;
  private final SplitEvidence evidence;
  private final String variant;

  SplitMessage(Experiment experiment, SplitEvidence evidence) {
    this.experiment = experiment;
    this.evidence = evidence;
    this.variant = farthest();
  }

  /** "x: treatment has 965 units fewer than planned (...) as of ...; the evidence is ...". */
  String raised(long asOf) {
    return "%s: %s as of %s; the evidence is %s to 1 against the planned split"
        .formatted(experiment.key(), deviation("has"), time(asOf), odds(evidence.anytimePValue()));
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
          ("Look at what changed in the assignment and in the exposure logging of %s;"
                  + " there is no reason to stop yet.")
              .formatted(experiment.key());
      case OPENED ->
          ("Do not trust or ship the results of %s. Hold its ramp-up, and find out why units of %s"
                  + " are %s.")
              .formatted(experiment.key(), variant, fault());
      case ESCALATED ->
          ("Stop the ramp-up of %s now, its split is broken beyond doubt. Find out why units of %s"
                  + " are %s, repair it, and start anew.")
              .formatted(experiment.key(), variant, fault());
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

  private String deviation(String has) {
    long observed = evidence.observed().get(variant);
    double expected = evidence.expected().get(variant);
    double units = Math.max(1, evidence.units());
    String found = null;
    String planned = null;
    for (int decimals = 1; decimals <= MAX_DECIMALS; decimals++) {
      found = percent(observed / units, decimals);
      planned = percent(expected / units, decimals);
      if (!found.equals(planned)) {
        break;
      }
    }
    return "%s %s %s units %s than planned (%s instead of %s of %s)"
        .formatted(
            variant,
            has,
            count(Math.abs(Math.round(observed - expected))),
            missing() ? "fewer" : "more",
            found,
            planned,
            count(evidence.units()));
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
    return count(BigDecimal.valueOf(odds).round(TWO_DIGITS).longValue());
  }

  static String percent(double share, int decimals) {
    BigDecimal percent = BigDecimal.valueOf(share * 100).setScale(decimals, RoundingMode.HALF_EVEN);
    BigDecimal shown = percent.stripTrailingZeros();
    return (shown.scale() < 0 ? shown.setScale(0) : shown).toPlainString() + " %";
  }

  static String count(long units) {
    return String.format(Locale.ROOT, "%,d", units);
  }

  static String time(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC).toString();
  }
}
