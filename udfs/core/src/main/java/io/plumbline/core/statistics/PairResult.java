package io.plumbline.core.statistics;

/**
 * A treatment against the control. Null stands for "not available", never for "no effect".
 *
 * @param controlUnits units of the control in epochs that compare both
 * @param treatmentUnits units of the treatment in epochs that compare both
 * @param controlMean combined over epochs; null if insufficient
 * @param treatmentMean combined over epochs; null if insufficient
 * @param difference fixed-horizon, treatment less control; null if an arm has fewer than two units
 *     or the variance is 0 (status INSUFFICIENT)
 * @param lift fixed-horizon, the difference over the control's absolute mean, by the delta method;
 *     null if insufficient or the control's mean is 0
 * @param liftReliable whether the control's mean is at least three standard errors from 0
 * @param anytime what holds at every look; null if insufficient
 * @param callable whether every arm has reached the size below which no call is made
 */
public record PairResult(
    long controlUnits,
    long treatmentUnits,
    Double controlMean,
    Double treatmentMean,
    Estimate difference,
    Estimate lift,
    boolean liftReliable,
    AnytimePair anytime,
    boolean callable) {

  /**
   * What holds at every look, on floored variances.
   *
   * @param logE log of the current e-value against "no difference"
   * @param pValue min(1, 1/e) of this look; the published one is the minimum over looks
   * @param difference the current interval
   * @param lift the current interval by Fieller's method; null where none exists
   */
  public record AnytimePair(double logE, double pValue, Interval difference, Interval lift) {}

  /** Whether there is anything to tell; else the status is INSUFFICIENT. */
  public boolean isSufficient() {
    return difference != null;
  }
}
