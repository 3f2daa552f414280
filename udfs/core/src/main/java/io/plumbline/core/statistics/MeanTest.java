package io.plumbline.core.statistics;

import java.util.Optional;

/**
 * Welch's test of two means at a fixed horizon, from sums: what {@link PairAnalysis} does for one
 * epoch, bit for bit, without its anytime part.
 *
 * <p>Empty results are INSUFFICIENT: fewer than two units in an arm, or no variance. Units below 0,
 * sums that are not finite and an alpha outside 0 to 1 are errors that name the value.
 */
public final class MeanTest {

  private MeanTest() {}

  /**
   * One arm by its sum of squares. Where that has lost all digits of the variance, empty results.
   */
  public record Sums(long n, double sum, double sum2) {

    /** By a centred second moment that may be slightly negative from rounding. */
    private Optional<Arm> arm() {
      if (n < 1) {
        return Optional.of(new Arm(n, sum, 0.0, 0));
      }
      double m2 = CentredMoment.of("sum2", n, sum, sum, sum2);
      return m2 < 0.0 ? Optional.empty() : Optional.of(new Arm(n, sum, m2, 0));
    }
  }

  /** The difference treatment - control of means. */
  public static Optional<Estimate> difference(Sums control, Sums treatment, double alpha) {
    Optional<Arm> c = control.arm();
    Optional<Arm> t = treatment.arm();
    Counts.requireAlpha(alpha);
    return c.isEmpty() || t.isEmpty() ? Optional.empty() : difference(c.get(), t.get(), alpha);
  }

  /** The difference over the control's absolute mean; also empty where that mean is 0. */
  public static Optional<Estimate> lift(Sums control, Sums treatment, double alpha) {
    Optional<Arm> c = control.arm();
    Optional<Arm> t = treatment.arm();
    Counts.requireAlpha(alpha);
    return c.isEmpty() || t.isEmpty() ? Optional.empty() : lift(c.get(), t.get(), alpha);
  }

  /** The difference treatment - control of means, from centred moments. */
  public static Optional<Estimate> difference(Arm control, Arm treatment, double alpha) {
    return FixedHorizon.difference(LinearArm.mean(control), LinearArm.mean(treatment), alpha);
  }

  /**
   * The difference over the control's absolute mean, from centred moments; also empty where that
   * mean is 0.
   */
  public static Optional<Estimate> lift(Arm control, Arm treatment, double alpha) {
    return FixedHorizon.lift(LinearArm.mean(control), LinearArm.mean(treatment), alpha);
  }
}
