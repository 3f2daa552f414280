package io.plumbline.e2e.oracle;

import java.util.List;

/** What one treatment's figures say together: the first of the rules that holds. */
final class Verdicts {

  private Verdicts() {}

  /**
   * A primary metric of one treatment, now.
   *
   * @param adjustedP over all treatments and primaries, from the looks so far; null without a look
   * @param callable whether the present state allows an anytime statement
   * @param better whether the difference is in the good direction
   * @param lift present anytime bounds, higher being better; null when there are none
   */
  record Primary(Double adjustedP, boolean callable, boolean better, Double mde, double[] lift) {

    boolean isDecided(double alpha) {
      return adjustedP != null && adjustedP <= alpha && callable;
    }

    boolean isWithoutEffect() {
      return mde != null && lift != null && -mde < lift[0] && lift[1] < mde;
    }
  }

  static String decide(
      String srmStatus,
      List<Primary> primaries,
      List<String> guardrails,
      double alpha,
      boolean stopped) {
    if (srmStatus.equals("OPENED") || srmStatus.equals("ESCALATED")) {
      return "DO_NOT_TRUST";
    }
    boolean worse = primaries.stream().anyMatch(p -> p.isDecided(alpha) && !p.better());
    if (worse || guardrails.contains("HARM")) {
      return "STOP_HARM";
    }
    boolean wins = primaries.stream().anyMatch(p -> p.isDecided(alpha) && p.better());
    if (wins && guardrails.stream().allMatch("PASS"::equals)) {
      return "SHIP";
    }
    if (primaries.stream().allMatch(Primary::isWithoutEffect)) {
      return "NO_EFFECT";
    }
    return stopped ? "INCONCLUSIVE" : "KEEP_RUNNING";
  }
}
