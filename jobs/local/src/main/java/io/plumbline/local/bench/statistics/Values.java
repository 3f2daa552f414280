package io.plumbline.local.bench.statistics;

import io.plumbline.core.statistics.ValueRange;
import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/** How the values of units are distributed. */
interface Values {

  /** Adds units whose values are drawn. */
  void draw(Draws draws, long units, ArmSums into);

  double mean();

  /** What a configuration says that they can be. */
  ValueRange range();

  /** 1 with a chance. */
  static Values binary(double probability) {
    return new Discrete(
        new double[] {1, 0}, new double[] {probability, 1 - probability}, ValueRange.BINARY);
  }

  /** A number of events, cut at 20. */
  static Values poisson(double mean) {
    double[] values = new double[21];
    double[] shares = new double[21];
    double share = StrictMath.exp(-mean);
    for (int k = 0; k < values.length; k++) {
      values[k] = k;
      shares[k] = share;
      share *= mean / (k + 1);
    }
    return new Discrete(values, shares, ValueRange.LIMITED);
  }

  /** Nearly all have 0 or 2; one in ten thousand has 1,000 more. */
  static Values spike(double scale) {
    double rare = 1e-4;
    return new Discrete(
        new double[] {1_000 * scale, 1_002 * scale, 0, 2 * scale},
        new double[] {rare / 2, rare / 2, (1 - rare) / 2, (1 - rare) / 2},
        ValueRange.OPEN);
  }

  /** Some buy, for a lognormal amount. */
  static Values revenue(double buyers, double mu, double sigma, double scale) {
    return new Revenue(buyers, mu, sigma, scale, Double.POSITIVE_INFINITY);
  }

  /** The same, each amount cut at the quantile that one in a hundred buyers is above. */
  static Values cappedRevenue(double buyers, double mu, double sigma) {
    double quantile = new NormalDistribution().inverseCumulativeProbability(0.99);
    return new Revenue(buyers, mu, sigma, 1, StrictMath.exp(mu + sigma * quantile));
  }

  /** A value with a chance, else 0: the same mean as others, without their tail. */
  static Values light(double buyers, double mean) {
    return new Discrete(
        new double[] {mean / buyers, 0}, new double[] {buyers, 1 - buyers}, ValueRange.OPEN);
  }

  /** One of a few values; sums need only how many units have which. */
  record Discrete(double[] values, double[] shares, ValueRange range) implements Values {
    @Override
    public void draw(Draws draws, long units, ArmSums into) {
      long[] counts = new long[values.length];
      draws.multinomial(units, shares, counts);
      for (int i = 0; i < values.length; i++) {
        into.add(counts[i], values[i]);
      }
    }

    @Override
    public double mean() {
      double mean = 0;
      for (int i = 0; i < values.length; i++) {
        mean += values[i] * shares[i] / Arrays.stream(shares).sum();
      }
      return mean;
    }
  }

  /** Lognormal with a chance, but never above the cap, else 0; buyer by buyer. */
  record Revenue(double buyers, double mu, double sigma, double scale, double cap)
      implements Values {
    @Override
    public void draw(Draws draws, long units, ArmSums into) {
      long buying = draws.binomial(units, buyers);
      into.add(units - buying, 0);
      for (long buyer = 0; buyer < buying; buyer++) {
        into.add(1, Math.min(cap, scale * draws.lognormal(mu, sigma)));
      }
    }

    @Override
    public ValueRange range() {
      return Double.isInfinite(cap) ? ValueRange.OPEN : ValueRange.LIMITED;
    }

    @Override
    public double mean() {
      double uncapped = scale * StrictMath.exp(mu + sigma * sigma / 2);
      if (Double.isInfinite(cap)) {
        return buyers * uncapped;
      }
      NormalDistribution normal = new NormalDistribution();
      double z = (StrictMath.log(cap / scale) - mu) / sigma;
      return buyers
          * (uncapped * normal.cumulativeProbability(z - sigma)
              + cap * normal.cumulativeProbability(-z));
    }
  }
}
