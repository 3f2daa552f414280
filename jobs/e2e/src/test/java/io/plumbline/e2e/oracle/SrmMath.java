package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.special.Gamma;

/**
 * The sample-ratio statistics by plain sums: Gamma(a + n) / Gamma(a) is a product of n factors, so
 * its logarithm is read from a running sum of logarithms.
 */
final class SrmMath {

  static final double LATE_ONSET_CONCENTRATION = 10_000;

  private static final double[] MIXTURE = {100, 10_000, 1_000_000};
  private static final double[] TILTS = {.01, .02, .03, .05, .1, .3, .7};
  private static final double SMALLEST_EXPECTED = 5;

  private final Map<List<Double>, RunningSum> sums = new HashMap<>();

  /** N w / W per variant, N without the units of variants of weight 0. */
  static double[] expected(long[] observed, Epoch epoch) {
    double[] expected = new double[observed.length];
    BigInteger units = BigInteger.valueOf(units(observed, epoch));
    for (int i = 0; i < observed.length; i++) {
      BigInteger numerator = units.multiply(epoch.weights()[i]);
      expected[i] = ExactMath.quotient(numerator, epoch.totalWeight());
    }
    return expected;
  }

  static long units(long[] observed, Epoch epoch) {
    long units = 0;
    for (int i = 0; i < observed.length; i++) {
      units += epoch.weights()[i].signum() > 0 ? observed[i] : 0;
    }
    return units;
  }

  double mixture(long[] observed, Epoch epoch) {
    double[] logs = new double[MIXTURE.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = logE(observed, epoch, MIXTURE[i]);
    }
    return logMean(logs);
  }

  /** log E_K = sum_i sum_{j < n_i} log(K + j / p_i) - sum_{j < N} log(K + j). */
  double logE(long[] observed, Epoch epoch, double concentration) {
    // the sums are a million times their difference: it is taken exactly
    BigDecimal log = sum(concentration, 1).upTo(units(observed, epoch)).negate();
    for (int i = 0; i < observed.length; i++) {
      if (epoch.weights()[i].signum() > 0) {
        double step = ExactMath.quotient(epoch.totalWeight(), epoch.weights()[i]);
        log = log.add(sum(concentration, step).upTo(observed[i]));
      }
    }
    return log.doubleValue();
  }

  private RunningSum sum(double concentration, double step) {
    return sums.computeIfAbsent(
        List.of(concentration, step), key -> new RunningSum(concentration, step));
  }

  /** log of the mean over tilts and variants; every element of the lists is one tested epoch. */
  static double tilt(List<long[]> observed, List<Epoch> epochs) {
    int variants = epochs.get(0).weights().length;
    List<Double> logs = new ArrayList<>();
    for (int t = 0; t < variants; t++) {
      int tilted = t;
      if (epochs.stream().allMatch(epoch -> epoch.weights()[tilted].signum() == 0)) {
        continue;
      }
      for (double size : TILTS) {
        logs.add(tilt(observed, epochs, t, size));
        logs.add(tilt(observed, epochs, t, -size));
      }
    }
    return logMean(logs.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double tilt(List<long[]> observed, List<Epoch> epochs, int tilted, double size) {
    double log = 0;
    for (int e = 0; e < epochs.size(); e++) {
      Epoch epoch = epochs.get(e);
      if (epoch.weights()[tilted].signum() > 0) {
        double share = ExactMath.quotient(epoch.weights()[tilted], epoch.totalWeight());
        log += size * observed.get(e)[tilted];
        log -= units(observed.get(e), epoch) * Math.log1p(share * Math.expm1(size));
      }
    }
    return log;
  }

  /** Whether two variants or more are on: else there is nothing to test. */
  static boolean isSplit(Epoch epoch) {
    return Arrays.stream(epoch.weights()).filter(weight -> weight.signum() > 0).count() > 1;
  }

  /** Statistic and degrees of freedom; null when an expected count is below five. */
  static double[] chiSquared(long[] observed, Epoch epoch) {
    double[] expected = expected(observed, epoch);
    double statistic = 0;
    int variants = 0;
    for (int i = 0; i < observed.length; i++) {
      if (epoch.weights()[i].signum() > 0) {
        if (expected[i] < SMALLEST_EXPECTED) {
          return null;
        }
        double deviation = observed[i] - expected[i];
        statistic += deviation * deviation / expected[i];
        variants++;
      }
    }
    return variants < 2 ? null : new double[] {statistic, variants - 1};
  }

  static double chiSquaredP(double statistic, double degreesOfFreedom) {
    return Gamma.regularizedGammaQ(degreesOfFreedom / 2, statistic / 2, 1e-16, 1_000_000);
  }

  /** log of the mean of exponentials. */
  static double logMean(double... logs) {
    return logSum(logs) - Math.log(logs.length);
  }

  static double logSum(double... logs) {
    double highest = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      highest = Math.max(highest, log);
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - highest);
    }
    return highest + Math.log(sum);
  }

  /** Sums of log(start + j step) for j below n, in two doubles each. */
  private static final class RunningSum {
    private final double start;
    private final double step;
    private double[] highs = new double[64];
    private double[] lows = new double[64];
    private int known = 1;

    RunningSum(double start, double step) {
      this.start = start;
      this.step = step;
    }

    BigDecimal upTo(long n) {
      extendTo((int) n);
      return new BigDecimal(highs[(int) n]).add(new BigDecimal(lows[(int) n]));
    }

    private void extendTo(int n) {
      if (n >= highs.length) {
        highs = Arrays.copyOf(highs, 2 * n);
        lows = Arrays.copyOf(lows, 2 * n);
      }
      for (; known <= n; known++) {
        double term = Math.log(start + (known - 1) * step);
        double high = highs[known - 1] + term;
        double back = high - highs[known - 1];
        double lost = highs[known - 1] - (high - back) + (term - back);
        highs[known] = high;
        lows[known] = lows[known - 1] + lost;
      }
    }
  }
}
