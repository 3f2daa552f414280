package io.plumbline.core.statistics;

import io.plumbline.core.statistics.LinearArm.Adjustment;
import java.util.Optional;

/**
 * Bounds on the lift t/|c| - c/|c| by Fieller's method. Ours as an anytime interval: the delta
 * method's gives up to 15 % false alarms at nominal 5 % on heavy tails.
 *
 * <p>Fieller, "Some problems in interval estimation", JRSS-B 16 (1954): all a for which t - a c is
 * within q standard errors of 0. With a covariate t is the adjusted treatment plus the control's
 * shift, so that t - a c has the variance of (adjusted treatment - a y_c + theta x_c).
 */
public final class Fieller {

  private Fieller() {}

  /**
   * The bounds for two independent estimates.
   *
   * @param control c, finite
   * @param controlError standard error of c, at least 0
   * @param treatment t, finite
   * @param treatmentError standard error of t, at least 0
   * @param q the multiplier of the standard errors, at least 0
   * @return empty unless c is more than q standard errors from 0: no bound exists
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public static Optional<Interval> lift(
      double control, double controlError, double treatment, double treatmentError, double q) {
    requireFinite("mean_c", control);
    requireFinite("mean_t", treatment);
    requireNotNegative("standard_error_c", controlError);
    requireNotNegative("standard_error_t", treatmentError);
    requireNotNegative("multiplier", q);
    return lift(
        control, controlError * controlError, treatment, treatmentError * treatmentError, 0.0, q);
  }

  static Optional<Interval> lift(Pooled means, double q) {
    if (means.adjustment() == Adjustment.NONE) {
      return lift(
          means.control(),
          means.controlVariance(),
          means.treatment(),
          means.treatmentVariance(),
          0.0,
          q);
    }
    return lift(
        means.control(),
        means.baselineVariance(),
        means.difference() + means.control(),
        means.treatmentVariance() + means.shiftVariance(),
        means.shiftCovariance(),
        q);
  }

  private static Optional<Interval> lift(
      double c, double vc, double t, double vt, double covariance, double q) {
    double denominator = c * c - q * q * vc;
    if (!(denominator > 0.0)) {
      return Optional.empty();
    }
    double slope = covariance == 0.0 ? 0.0 : covariance / vc;
    double distance = t - c * slope;
    // (t c - q^2 V_tc)^2 - (c^2 - q^2 V_c)(t^2 - q^2 V_t) without its cancellation.
    double root =
        q
            * StrictMath.sqrt(
                Math.max(0.0, vt - slope * covariance) * denominator + vc * (distance * distance));
    double middle = t * c - q * q * covariance;
    double low = (middle - root) / denominator;
    double high = (middle + root) / denominator;
    return Optional.of(
        c > 0.0 ? new Interval(low - 1.0, high - 1.0) : new Interval(1.0 - high, 1.0 - low));
  }

  private static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be finite");
    }
  }

  private static void requireNotNegative(String name, double value) {
    if (!(value >= 0.0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be finite and at least 0");
    }
  }
}
