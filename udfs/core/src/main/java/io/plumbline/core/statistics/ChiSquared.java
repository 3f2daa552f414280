package io.plumbline.core.statistics;

import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.special.Gamma;

/**
 * Pearson's chi-squared test of a split, for comparison only: it holds at one look fixed in
 * advance. Looking every hour for thirty days at 0.01 alarms on 16 % of healthy experiments.
 */
public final class ChiSquared {

  /** The least expected count per variant for which the approximation is used. */
  public static final int LEAST_EXPECTED = 5;

  private static final int MAX_ITERATIONS = 100_000;
  private static final double TINY = 1e-300;

  private ChiSquared() {}

  /**
   * A test's outcome.
   *
   * @param statistic sum (n_i - N p_i)^2 / (N p_i)
   * @param degreesOfFreedom variants with weight less one, summed over epochs
   * @param pValue the upper tail; 0 where it underflows
   * @param logPValue its natural log, finite also where it underflows
   */
  public record Result(double statistic, int degreesOfFreedom, double pValue, double logPValue) {}

  /**
   * The test of one epoch. Variants of weight 0 and their counts are outside.
   *
   * @param observed distinct units per variant, each at least 0
   * @param weights planned weights as integers ({@link IntegerWeights}), each at least 0
   * @return empty if an expected count is below 5, or fewer than two variants have weight
   * @throws IllegalArgumentException on unequal lengths, no variant with weight, or a negative
   *     count or weight; the message names the value
   */
  public static Optional<Result> test(long[] observed, long[] weights) {
    Counts.requireValid(observed, weights);
    int df = Counts.variants(weights) - 1;
    if (df == 0 || !isLargeEnough(observed, weights)) {
      return Optional.empty();
    }
    return Optional.of(result(statistic(observed, weights), df));
  }

  /**
   * The test of several epochs: the sums of their statistics and degrees of freedom. Epochs without
   * units, and those with a single variant, add nothing.
   *
   * @param epochs the tested epochs
   * @return empty if an epoch with units has an expected count below 5, or nothing is left
   */
  public static Optional<Result> test(List<EpochCounts> epochs) {
    double statistic = 0.0;
    int df = 0;
    for (EpochCounts epoch : epochs) {
      long[] observed = epoch.observedView();
      long[] weights = epoch.weightsView();
      int variants = Counts.variants(weights);
      if (variants == 1 || Counts.units(observed, weights) == 0) {
        continue;
      }
      if (!isLargeEnough(observed, weights)) {
        return Optional.empty();
      }
      statistic += statistic(observed, weights);
      df += variants - 1;
    }
    return df == 0 ? Optional.empty() : Optional.of(result(statistic, df));
  }

  private static boolean isLargeEnough(long[] observed, long[] weights) {
    long units = Counts.units(observed, weights);
    long totalWeight = Counts.totalWeight(weights);
    for (long weight : weights) {
      if (weight > 0 && !WideInteger.productAtLeast(units, weight, LEAST_EXPECTED, totalWeight)) {
        return false;
      }
    }
    return true;
  }

  private static double statistic(long[] observed, long[] weights) {
    long units = Counts.units(observed, weights);
    long totalWeight = Counts.totalWeight(weights);
    double statistic = 0.0;
    for (int i = 0; i < observed.length; i++) {
      if (weights[i] > 0) {
        // (n W - N w) / W is n - N p, its numerator exact.
        double surplus =
            WideInteger.differenceOfProducts(observed[i], totalWeight, units, weights[i])
                / totalWeight;
        double expected = units * ((double) weights[i] / totalWeight);
        statistic += surplus * surplus / expected;
      }
    }
    return statistic;
  }

  /** The upper tail of the distribution beyond a statistic. */
  static double upperTail(double statistic, int df) {
    return result(statistic, df).pValue();
  }

  private static Result result(double statistic, int df) {
    double shape = df / 2.0;
    double x = statistic / 2.0;
    if (x < shape + 1.0) {
      double p = Gamma.regularizedGammaQ(shape, x);
      return new Result(statistic, df, p, StrictMath.log(p));
    }
    double logP =
        shape * StrictMath.log(x)
            - x
            - Gamma.logGamma(shape)
            + StrictMath.log(upperGammaFraction(shape, x));
    return new Result(statistic, df, StrictMath.exp(logP), logP);
  }

  /**
   * Gamma(a, x) / (x^a e^-x) for x above a + 1, by Lentz's method on the continued fraction of
   * Abramowitz and Stegun 6.5.31 in its even form.
   */
  private static double upperGammaFraction(double a, double x) {
    double b = x + 1.0 - a;
    double c = 1.0 / TINY;
    double d = 1.0 / b;
    double fraction = d;
    for (int i = 1; i < MAX_ITERATIONS; i++) {
      double numerator = -i * (i - a);
      b += 2.0;
      d = 1.0 / nonzero(numerator * d + b);
      c = nonzero(b + numerator / c);
      double factor = d * c;
      fraction *= factor;
      if (Math.abs(factor - 1.0) < 1e-16) {
        break;
      }
    }
    return fraction;
  }

  private static double nonzero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }
}
