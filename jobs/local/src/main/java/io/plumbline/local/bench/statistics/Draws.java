package io.plumbline.local.bench.statistics;

import java.util.SplittableRandom;
import org.apache.commons.math3.special.Gamma;

/**
 * The random draws of one simulated run: a stream of its own for every (seed, study, run), so that
 * a run draws the same whatever thread it is on and whatever other studies there are. {@link
 * StrictMath} throughout, so that a seed gives the same figures anywhere.
 */
public final class Draws {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final int PROBABILITY_BITS = 53;

  /** Below, counting up from 0 takes fewer steps than the rejection costs. */
  private static final double SMALL_MEAN = 12;

  private final SplittableRandom random;
  private double spareNormal = Double.NaN;

  public Draws(long seed, String study, long run) {
    long stream = mix(seed) + mix(study.hashCode() + GOLDEN_GAMMA);
    this.random = new SplittableRandom(mix(stream + GOLDEN_GAMMA * (run + 1)));
  }

  public double uniform() {
    return random.nextDouble();
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** By Marsaglia's polar method. */
  double normal() {
    if (!Double.isNaN(spareNormal)) {
      double normal = spareNormal;
      spareNormal = Double.NaN;
      return normal;
    }
    while (true) {
      double u = 2 * random.nextDouble() - 1;
      double v = 2 * random.nextDouble() - 1;
      double square = u * u + v * v;
      if (square > 0 && square < 1) {
        double scale = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spareNormal = v * scale;
        return u * scale;
      }
    }
  }

  double lognormal(double mu, double sigma) {
    return StrictMath.exp(mu + sigma * normal());
  }

  /**
   * Successes in n trials, exactly: 64 trials at a time compare the bits of their uniforms with
   * those of the probability, from the first on, until each has differed.
   */
  public long binomial(long n, double probability) {
    if (probability >= 1 || n == 0) {
      return n;
    }
    if (!(probability > 0)) {
      return 0;
    }
    long bits = (long) Math.scalb(probability, PROBABILITY_BITS);
    long successes = 0;
    for (long left = n; left > 0; left -= Long.SIZE) {
      long undecided = left >= Long.SIZE ? -1L : (1L << left) - 1;
      for (int bit = PROBABILITY_BITS - 1; undecided != 0 && bit >= 0; bit--) {
        if ((bits & ((1L << (bit + 1)) - 1)) == 0) {
          break;
        }
        long uniform = random.nextLong();
        if ((bits >>> bit & 1) == 1) {
          successes += Long.bitCount(undecided & ~uniform);
          undecided &= uniform;
        } else {
          undecided &= ~uniform;
        }
      }
    }
    return successes;
  }

  /** Adds n units to the counts of some variants, each by its share. */
  public void multinomial(long n, double[] shares, long[] counts) {
    long left = n;
    double rest = 1;
    for (int i = 0; i < shares.length - 1; i++) {
      long drawn = binomial(left, shares[i] / rest);
      counts[i] += drawn;
      left -= drawn;
      rest -= shares[i];
    }
    counts[shares.length - 1] += left;
  }

  /**
   * Hörmann, "The transformed rejection method for generating Poisson random variables", Insurance:
   * Mathematics and Economics 12 (1993), algorithm PTRS; small means by inversion.
   */
  long poisson(double mean) {
    if (mean < SMALL_MEAN) {
      double left = random.nextDouble();
      double probability = StrictMath.exp(-mean);
      long k = 0;
      while (left >= probability && probability > 0) {
        left -= probability;
        k++;
        probability *= mean / k;
      }
      return k;
    }
    double b = 0.931 + 2.53 * StrictMath.sqrt(mean);
    double a = -0.059 + 0.02483 * b;
    double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    double quick = 0.9277 - 3.6224 / (b - 2);
    while (true) {
      double u = random.nextDouble() - 0.5;
      double v = random.nextDouble();
      double us = 0.5 - Math.abs(u);
      double k = Math.floor((2 * a / us + b) * u + mean + 0.43);
      if (us >= 0.07 && v <= quick) {
        return (long) k;
      }
      if (k < 0 || (us < 0.013 && v > us)) {
        continue;
      }
      double bound = -mean + k * StrictMath.log(mean) - Gamma.logGamma(k + 1);
      if (StrictMath.log(v * inverseAlpha / (a / (us * us) + b)) <= bound) {
        return (long) k;
      }
    }
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
