package io.plumbline.core.ledger;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.statistics.SrmAlarm;
import java.util.List;

/**
 * What to do with a treatment, and why in one sentence without figures.
 *
 * @param kind what the numbers say
 */
public record Verdict(Kind kind, String reason) {

  /** The verdicts, in the order in which they are tried. */
  public enum Kind {
    DO_NOT_TRUST,
    STOP_HARM,
    SHIP,
    NO_EFFECT,
    KEEP_RUNNING,
    INCONCLUSIVE
  }

  /**
   * A primary or guardrail as it stands for one treatment.
   *
   * @param adjustedPValue by Holm; for primaries
   * @param lift after orienting so that more is better, with its anytime interval; null: none
   * @param guardrail for guardrails
   */
  record Standing(
      ExperimentMetric metric,
      double adjustedPValue,
      OrientedLift lift,
      GuardrailStatus guardrail) {

    String key() {
      return metric.metric().key();
    }
  }

  /** A relative change, positive for better. */
  record OrientedLift(boolean isGain, Double lower, Double upper) {}

  /**
   * The first verdict that holds.
   *
   * @param imbalance why nothing can be concluded, the split apart; null: nothing is known
   */
  static Verdict decide(
      Experiment experiment,
      SrmAlarm.Level srm,
      String imbalance,
      boolean hasStopped,
      List<Standing> primaries,
      List<Standing> guardrails) {
    if (srm.compareTo(SrmAlarm.Level.OPENED) >= 0) {
      return new Verdict(
          Kind.DO_NOT_TRUST,
          "the split is not as planned: the groups cannot be compared until it is explained");
    }
    if (imbalance != null) {
      return new Verdict(Kind.DO_NOT_TRUST, imbalance);
    }
    for (Standing guardrail : guardrails) {
      if (guardrail.guardrail() == GuardrailStatus.HARM) {
        return new Verdict(Kind.STOP_HARM, "guardrail " + guardrail.key() + " is worse");
      }
    }
    double alpha = experiment.alpha();
    for (Standing primary : primaries) {
      if (isSignificant(primary, alpha) && !primary.lift().isGain()) {
        return new Verdict(Kind.STOP_HARM, "primary " + primary.key() + " is worse");
      }
    }
    Standing winner = null;
    for (Standing primary : primaries) {
      if (winner == null && isSignificant(primary, alpha)) {
        winner = primary;
      }
    }
    Standing open = null;
    for (Standing guardrail : guardrails) {
      if (open == null && guardrail.guardrail() != GuardrailStatus.PASS) {
        open = guardrail;
      }
    }
    if (winner != null && open == null) {
      String guards = guardrails.isEmpty() ? "" : ", and every guardrail holds";
      return new Verdict(Kind.SHIP, "primary " + winner.key() + " is better" + guards);
    }
    if (!primaries.isEmpty() && primaries.stream().allMatch(Verdict::isNegligible)) {
      return new Verdict(
          Kind.NO_EFFECT, "any effect is smaller than the smallest one worth finding");
    }
    if (hasStopped) {
      return new Verdict(
          Kind.INCONCLUSIVE,
          winner == null
              ? "stopped before the primary metrics could tell"
              : "stopped before guardrail " + open.key() + " could be cleared");
    }
    if (winner != null) {
      return new Verdict(
          Kind.KEEP_RUNNING,
          "primary " + winner.key() + " is better, but guardrail " + open.key() + " is open");
    }
    if (!primaries.isEmpty() && primaries.stream().allMatch(Verdict::isGainRuledOut)) {
      return new Verdict(Kind.KEEP_RUNNING, "gain ruled out");
    }
    return new Verdict(Kind.KEEP_RUNNING, "the primary metrics cannot tell yet");
  }

  private static boolean isSignificant(Standing primary, double alpha) {
    return primary.lift() != null && primary.adjustedPValue() <= alpha;
  }

  private static boolean isNegligible(Standing primary) {
    Double mde = primary.metric().mde();
    OrientedLift lift = primary.lift();
    return isGainRuledOut(primary) && lift.lower() != null && lift.lower() > -mde;
  }

  private static boolean isGainRuledOut(Standing primary) {
    Double mde = primary.metric().mde();
    OrientedLift lift = primary.lift();
    return mde != null && lift != null && lift.upper() != null && lift.upper() < mde;
  }
}
