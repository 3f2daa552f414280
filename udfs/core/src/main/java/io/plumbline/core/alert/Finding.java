package io.plumbline.core.alert;

import io.plumbline.core.diagnosis.Figures;
import io.plumbline.core.experiment.Experiment;
import java.util.Map;

/**
 * What an incident of an experiment is about, in the words of people who have to act on it.
 *
 * @param type of the alert
 * @param topic what it is about, as part of a sentence
 * @param summary what was found, as of the instant
 * @param action what to do about it
 */
public record Finding(ExperimentAlertType type, String topic, String summary, String action) {

  /**
   * Exclusions that do not fall on the variants as their units do.
   *
   * @param records exposures or metric events
   * @param reason why they are left out
   * @param observed units by variant
   * @param expected units by variant, as planned
   * @param followsSplit whether the split itself is not as planned, which may be the cause
   */
  public static Finding exclusions(
      Experiment experiment,
      String records,
      String reason,
      Map<String, Long> observed,
      Map<String, Double> expected,
      double logE,
      boolean followsSplit,
      long asOf) {
    String topic = "%s left out as %s".formatted(records, reason);
    String most = null;
    double excess = Double.NEGATIVE_INFINITY;
    long units = 0;
    for (Map.Entry<String, Long> variant : observed.entrySet()) {
      double more = variant.getValue() - expected.get(variant.getKey());
      units += variant.getValue();
      if (more > excess) {
        most = variant.getKey();
        excess = more;
      }
    }
    double all = Math.max(1, units);
    String summary =
        "%s: %s are those of %s units of %s, %s more than planned (%s instead of %s of %s) as of %s; %s"
            .formatted(
                experiment.key(),
                topic,
                Figures.count(observed.get(most)),
                most,
                Figures.count(Math.round(excess)),
                Figures.percent(observed.get(most) / all, 1),
                Figures.percent(expected.get(most) / all, 1),
                Figures.count(units),
                SplitMessage.time(asOf),
                evidence(logE));
    return new Finding(
        ExperimentAlertType.EXCLUSION_IMBALANCE,
        topic,
        followsSplit ? summary + "; it follows the SRM" : summary,
        followsSplit
            ? "Find out the cause of the SRM of %s first: these units may be missing for the same one."
                .formatted(experiment.key())
            : ("Do not trust or ship the results of %s. Find out why %s of %s are %s, repair it,"
                    + " and reset the alarm or start anew.")
                .formatted(experiment.key(), records, most, reason));
  }

  /**
   * Units that cross over between two variants: more one way than the other, or too many.
   *
   * @param there units from the first to the second
   * @param back units from the second to the first
   * @param units of both
   * @param isUneven whether the flows differ; else they are many
   */
  public static Finding crossovers(
      Experiment experiment,
      String first,
      String second,
      long there,
      long back,
      long units,
      double logE,
      boolean isUneven,
      long asOf) {
    String found =
        "%s: %s units crossed over from %s to %s and %s back, %s of %s as of %s"
            .formatted(
                experiment.key(),
                Figures.count(there),
                first,
                second,
                Figures.count(back),
                Figures.percent((there + back) / (double) Math.max(1, units), 1),
                Figures.count(units),
                SplitMessage.time(asOf));
    return new Finding(
        ExperimentAlertType.CROSSOVER_IMBALANCE,
        "crossovers between %s and %s".formatted(first, second),
        isUneven ? found + "; " + evidence(logE) : found,
        isUneven
            ? ("Do not trust or ship the results of %s. Find out what moves units from %s to %s,"
                    + " repair it, and reset the alarm or start anew.")
                .formatted(
                    experiment.key(), there > back ? first : second, there > back ? second : first)
            : ("Find out why units of %s see more than one variant: an identity that changes, or an"
                    + " assignment that is not kept. It waters down every effect.")
                .formatted(experiment.key()));
  }

  /** Units whose variant is not the hash's. */
  public static Finding mismatches(
      Experiment experiment, long mismatches, long units, double logE, long asOf) {
    return new Finding(
        ExperimentAlertType.ASSIGNMENT_MISMATCH,
        "assignments that differ from the hash",
        "%s: %s of %s units are in another variant than the hash gives them as of %s; %s"
            .formatted(
                experiment.key(),
                Figures.count(mismatches),
                Figures.count(units),
                SplitMessage.time(asOf),
                evidence(logE)),
        ("Compare salt, hash version and weights of %s with what its clients assign by, and look"
                + " for variants that are forced.")
            .formatted(experiment.key()));
  }

  /**
   * A guardrail that is worse.
   *
   * @param lift relative change, null: none is known
   */
  public static Finding regression(
      Experiment experiment,
      String metric,
      String treatment,
      String control,
      Double lift,
      long asOf) {
    return new Finding(
        ExperimentAlertType.GUARDRAIL_REGRESSION,
        "guardrail %s of %s".formatted(metric, treatment),
        "%s: guardrail %s is worse in %s than in %s as of %s%s"
            .formatted(
                experiment.key(),
                metric,
                treatment,
                control,
                SplitMessage.time(asOf),
                lift == null ? "" : ": a change of " + Figures.percent(lift, 1)),
        "Stop the roll-out of %s in %s, or decide that the loss is worth it."
            .formatted(treatment, experiment.key()));
  }

  private static String evidence(double logE) {
    return "the evidence is %s to 1 that it is no chance"
        .formatted(SplitMessage.odds(Math.exp(-Math.max(0, logE))));
  }

  /**
   * A transition that the evidence makes.
   *
   * @param alertId the incident, the same in all its transitions
   */
  public ExperimentAlert raised(
      Experiment experiment,
      String alertId,
      Incident.Step step,
      long asOf,
      String configVersion,
      RowReference row) {
    return alert(experiment, alertId, step, null, summary, action, asOf, configVersion, row);
  }

  /**
   * The end.
   *
   * @param alertId the incident, the same in all its transitions
   * @param resolution STOPPED or RESET
   */
  public ExperimentAlert resolved(
      Experiment experiment,
      String alertId,
      Incident.Step step,
      String resolution,
      long asOf,
      String configVersion,
      RowReference row) {
    boolean isReset = resolution.equals(ExperimentAlert.RESET);
    String since = SplitMessage.time(step.firstAsOf());
    String end =
        isReset
            ? "%s: the alert about %s since %s was reset at %s"
                .formatted(experiment.key(), topic, since, SplitMessage.time(asOf))
            : "%s: stopped at %s with an alert about %s since %s"
                .formatted(experiment.key(), SplitMessage.time(asOf), topic, since);
    String next =
        isReset
            ? "Watch %s: it is tested anew on the units enrolled from now on, at half the alpha."
                .formatted(experiment.key())
            : "Decide on the results of %s with this in mind.".formatted(experiment.key());
    return alert(experiment, alertId, step, resolution, end, next, asOf, configVersion, row);
  }

  private ExperimentAlert alert(
      Experiment experiment,
      String alertId,
      Incident.Step step,
      String resolution,
      String sentence,
      String advice,
      long asOf,
      String configVersion,
      RowReference row) {
    return new ExperimentAlert(
        alertId,
        step.sequence(),
        type,
        step.status(),
        AlertSeverity.of(step.status()),
        resolution,
        experiment.key(),
        experiment.name(),
        experiment.owner(),
        sentence,
        advice,
        asOf,
        step.firstAsOf(),
        configVersion,
        row);
  }
}
