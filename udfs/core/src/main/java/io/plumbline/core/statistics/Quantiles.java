package io.plumbline.core.statistics;

import io.plumbline.core.sketch.Buckets;
import io.plumbline.core.sketch.ClusterSums;
import io.plumbline.core.sketch.ClusteredSketch;
import io.plumbline.core.sketch.QuantileSketch;
import java.util.Optional;

/**
 * Quantiles as arms of a test: the standard error from the order statistics around the quantile,
 * and for events that cluster by unit from the variance of the share of events below it.
 *
 * <p>Deng, Knoblich and Lu, "Applying the delta method in metric analytics", KDD 2018, section 4.
 * The normal quantile of 95 %, 1.96 in the paper, is taken with all its digits.
 */
public final class Quantiles {

  /** Phi^-1(0.975). */
  private static final double Z = 1.959963984540054;

  private Quantiles() {}

  /**
   * The ranks of the bounds of the quantile, clamp(ceil(nu n ± z sqrt(nu (1 - nu) n)), 1, n).
   *
   * @param lower from 1
   * @param upper to n
   */
  public record Ranks(long lower, long upper) {}

  /**
   * The ranks.
   *
   * @param n values, at least 1
   * @param nu between 0 and 1
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public static Ranks ranks(long n, double nu) {
    requireLevel(nu);
    if (n < 1) {
      throw new IllegalArgumentException("n is " + n + "; it must be at least 1");
    }
    double spread = Z * StrictMath.sqrt(nu * (1.0 - nu) * n);
    return new Ranks(rank(nu * n - spread, n), rank(nu * n + spread, n));
  }

  /**
   * The quantile of independent values, with SE^2 = ((n - 1)/n) sigma^2, sigma = (Y_U - Y_L)/(2 z).
   *
   * @param n values
   * @param nu between 0 and 1
   * @param estimate the quantile
   * @param lower Y_L, the value at the lower of the {@link #ranks}
   * @param upper Y_U, the value at the upper
   * @return empty where the bounds say nothing: too few values for the level, or Y_U = Y_L
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public static Optional<LinearArm> arm(
      long n, double nu, double estimate, double lower, double upper) {
    return arm(n, nu, estimate, lower, upper, 1.0);
  }

  /**
   * The quantile of events that cluster by unit, with SE^2 = ((n - 1)/n) sigma^2 Var(I) / (nu (1 -
   * nu)/n).
   *
   * @param moments of (S, N) over units, S a unit's events at or below the quantile, N all of them
   * @return empty also with fewer than two units, or where S/N does not vary
   */
  public static Optional<LinearArm> clusteredArm(
      Moments moments, double nu, double estimate, double lower, double upper) {
    requireLevel(nu);
    long units = moments.units();
    double events = moments.mean(1);
    if (units < 2 || !(events > 0.0)) {
      return Optional.empty();
    }
    double share = moments.mean(0) / events;
    double variance =
        moments.covariance(0, 0)
            - 2.0 * share * moments.covariance(0, 1)
            + share * share * moments.covariance(1, 1);
    double n = units * events;
    // Var(I) of the paper, over what it would be for independent events.
    double inflation = variance / (units * (events * events)) / (nu * (1.0 - nu) / n);
    return arm(Math.round(n), nu, estimate, lower, upper, inflation);
  }

  /** The quantile of the values of a sketch, one value a unit. */
  public static Optional<LinearArm> arm(QuantileSketch sketch, double nu) {
    requireLevel(nu);
    if (sketch.count() < 1) {
      return Optional.empty();
    }
    Ranks ranks = ranks(sketch.count(), nu);
    return arm(
        sketch.count(),
        nu,
        sketch.quantile(nu),
        sketch.at(ranks.lower()),
        sketch.at(ranks.upper()));
  }

  /** The quantile of the events of a sketch by unit. */
  public static Optional<LinearArm> arm(ClusteredSketch sketch, double nu) {
    requireLevel(nu);
    QuantileSketch events = sketch.events();
    if (events.count() < 1) {
      return Optional.empty();
    }
    Ranks ranks = ranks(events.count(), nu);
    int bucket = events.bucketAt(events.rank(nu));
    return clusteredArm(
        moments(sketch.through(bucket)),
        nu,
        Buckets.middle(bucket),
        events.at(ranks.lower()),
        events.at(ranks.upper()));
  }

  /** The moments of (S, N). */
  public static Moments moments(ClusterSums sums) {
    return Moments.ofSums(
            sums.units(),
            new double[] {sums.sumS(), sums.sumN()},
            new double[] {sums.sumS2(), sums.sumSn(), sums.sumN2()})
        .orElseThrow();
  }

  /**
   * Where the quantile of one value a unit lies, at every look together: {q : E((#{Y <= q}, rest);
   * nu, 1 - nu) < 2/alpha}, at alpha/2, widened to whole buckets. Two arms' intervals subtracted
   * hold together with 1 - alpha.
   *
   * @param alpha of the pair of arms, between 0 and 1
   * @return an infinite bound where the values so far exclude nothing on that side
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public static Interval anytime(QuantileSketch sketch, double nu, double alpha) {
    requireLevel(nu);
    Counts.requireAlpha(alpha);
    long n = sketch.count();
    long[] weights = IntegerWeights.of(nu, 1.0 - nu);
    double threshold = StrictMath.log(2.0 / alpha);
    if (n == 0) {
      return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    long middle = sketch.rank(nu);
    long least = outermost(n, weights, threshold, middle, 0);
    long most = outermost(n, weights, threshold, middle, n);
    return new Interval(
        least == 0 ? Double.NEGATIVE_INFINITY : Buckets.least(sketch.bucketAt(least)),
        most == n ? Double.POSITIVE_INFINITY : Buckets.greatest(sketch.bucketAt(most + 1)));
  }

  /** Treatment less control, from two intervals. */
  public static Interval difference(Interval control, Interval treatment) {
    return new Interval(treatment.lower() - control.upper(), treatment.upper() - control.lower());
  }

  /** The count nearest to the end that is not rejected; the evidence grows away from the middle. */
  private static long outermost(long n, long[] weights, double threshold, long middle, long end) {
    if (!isRejected(n, weights, threshold, end)) {
      return end;
    }
    long inside = middle;
    long outside = end;
    while (Math.abs(outside - inside) > 1) {
      long between = inside + (outside - inside) / 2;
      if (isRejected(n, weights, threshold, between)) {
        outside = between;
      } else {
        inside = between;
      }
    }
    return inside;
  }

  private static boolean isRejected(long n, long[] weights, double threshold, long below) {
    return SrmEValue.logE(new long[] {below, n - below}, weights) >= threshold;
  }

  private static Optional<LinearArm> arm(
      long n, double nu, double estimate, double lower, double upper, double inflation) {
    requireLevel(nu);
    if (n < 0) {
      throw new IllegalArgumentException("n is " + n + "; it must be at least 0");
    }
    requireFinite("quantile", estimate);
    requireFinite("lower", lower);
    requireFinite("upper", upper);
    if (upper < lower) {
      throw new IllegalArgumentException(
          "upper is " + upper + " and lower is " + lower + "; it must not be below");
    }
    double odds = nu / (1.0 - nu);
    if (n <= Z * Z * Math.max(odds, 1.0 / odds) || upper == lower || !(inflation > 0.0)) {
      return Optional.empty();
    }
    double sigma = (upper - lower) / (2.0 * Z);
    // n SE^2, so that the pair tests see SE^2 = s^2 / n.
    double variance = (n - 1.0) * (sigma * sigma) * inflation;
    return Optional.of(LinearArm.plain(n, n, estimate, (n - 1.0) * variance, variance));
  }

  private static long rank(double position, long n) {
    return Math.max(1, Math.min(n, (long) Math.ceil(position)));
  }

  private static void requireLevel(double nu) {
    if (!(nu > 0.0 && nu < 1.0)) {
      throw new IllegalArgumentException("nu is " + nu + "; it must be between 0 and 1");
    }
  }

  private static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be finite");
    }
  }
}
