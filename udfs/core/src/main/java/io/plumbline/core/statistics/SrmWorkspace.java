package io.plumbline.core.statistics;

import java.util.Arrays;

/**
 * Room for the tests of a split over epochs and days, kept from call to call so that a caller that
 * tests often allocates nothing. It carries nothing from one call to the next but its size; not for
 * two threads at once.
 */
public final class SrmWorkspace {

  private double[] terms = new double[0];
  private long[][] observed = new long[0][];
  private long[][] weights = new long[0][];
  private double[] logE = new double[0];
  private int loudestDay;
  private double logEFromLoudestDay;

  /** At least so many doubles, of any content. */
  double[] terms(int count) {
    if (terms.length < count) {
      terms = new double[count];
    }
    return terms;
  }

  /** Makes room for one epoch more than its index. */
  private void ensure(int epoch) {
    if (epoch < observed.length) {
      return;
    }
    int size = Math.max(epoch + 1, 2 * observed.length);
    observed = Arrays.copyOf(observed, size);
    weights = Arrays.copyOf(weights, size);
    logE = Arrays.copyOf(logE, size);
  }

  /** Begins to count the units of an epoch. */
  void begin(int epoch, long[] epochWeights) {
    ensure(epoch);
    weights[epoch] = epochWeights;
    logE[epoch] = 0.0;
    if (observed[epoch] == null || observed[epoch].length != epochWeights.length) {
      observed[epoch] = new long[epochWeights.length];
    } else {
      Arrays.fill(observed[epoch], 0L);
    }
  }

  long[] observed(int epoch) {
    return observed[epoch];
  }

  long[] weights(int epoch) {
    return weights[epoch];
  }

  double logE(int epoch) {
    return logE[epoch];
  }

  void logE(int epoch, double value) {
    logE[epoch] = value;
  }

  /** Remembers a day. */
  void loudest(int day, double logEFromDay) {
    loudestDay = day;
    logEFromLoudestDay = logEFromDay;
  }

  int loudestDay() {
    return loudestDay;
  }

  double logEFromLoudestDay() {
    return logEFromLoudestDay;
  }
}
