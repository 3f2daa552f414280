package io.plumbline.core.statistics;

/**
 * The e-value for "units get another variant than the hash gives them": of n units M differ, log E
 * = M log 10 + (n - M) log(.99/.999), the likelihood ratio of 1 % against the 0.1 % that retries
 * and forced variants explain. Alarm at log(1/alpha).
 */
public final class AssignmentMismatch {

  private static final double LOG_DIFFERS = StrictMath.log(10.0);
  private static final double LOG_AGREES = StrictMath.log1p(-0.009 / 0.999);

  private AssignmentMismatch() {}

  /**
   * Natural log of the e-value; no units give 0.
   *
   * @param units n, at least 0
   * @param mismatches M, from 0 to n
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public static double logE(long units, long mismatches) {
    if (units < 0) {
      throw new IllegalArgumentException("n is " + units + "; it must be at least 0");
    }
    if (mismatches < 0 || mismatches > units) {
      throw new IllegalArgumentException(
          "mismatches is " + mismatches + "; allowed are 0 to n, " + units);
    }
    return mismatches * LOG_DIFFERS + (units - mismatches) * LOG_AGREES;
  }
}
