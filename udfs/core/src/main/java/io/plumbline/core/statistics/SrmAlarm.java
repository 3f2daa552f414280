package io.plumbline.core.statistics;

/**
 * The alarm for sample-ratio mismatch: A = (E + E^r) / 2, the whole and the late onset at half
 * weight each, judged by its maximum over the ticks so far.
 */
public final class SrmAlarm {

  /** How far the evidence has come, from the least to the most. */
  public enum Level {
    /** Nothing to tell. */
    HEALTHY,
    /** max A is at least 100: look, but do not act. */
    WARNED,
    /** max A is at least 1 / alpha: the test rejects. */
    OPENED,
    /** max A is at least 100 / alpha. */
    ESCALATED
  }

  private static final double WARN_ALPHA = 0.01;
  private static final double ESCALATION = 100.0;

  private SrmAlarm() {}

  /**
   * log A.
   *
   * @param logE {@link SrmCombined#logE}
   * @param logLateOnset {@link LateOnset#logE}
   */
  public static double logA(double logE, double logLateOnset) {
    return LogSpace.mean(logE, logLateOnset);
  }

  /**
   * The alpha that is left after resets: each halves it, so that all lifetimes stay within 2 alpha.
   */
  public static double alphaAfter(double alpha, int resets) {
    Counts.requireAlpha(alpha);
    if (resets < 0) {
      throw new IllegalArgumentException("resets is " + resets + "; it must be at least 0");
    }
    return Math.scalb(alpha, -resets);
  }

  /**
   * The level that the largest log A so far has reached. An alpha above 0.01 opens without a
   * warning before.
   *
   * @param alpha of this process, between 0 and 1
   * @throws IllegalArgumentException if alpha is not allowed
   */
  public static Level level(double maxLogA, double alpha) {
    Counts.requireAlpha(alpha);
    if (maxLogA >= StrictMath.log(ESCALATION / alpha)) {
      return Level.ESCALATED;
    }
    if (maxLogA >= StrictMath.log(1.0 / alpha)) {
      return Level.OPENED;
    }
    return maxLogA >= StrictMath.log(1.0 / WARN_ALPHA) ? Level.WARNED : Level.HEALTHY;
  }
}
