package io.plumbline.functions;

import io.plumbline.core.statistics.Moments;
import java.util.Optional;

/** The numbers of one call, read in the order of the signature; errors name them. */
final class Values {

  private final String[] names;
  private final Number[] values;
  private int next;

  Values(String[] names, Number[] values) {
    this.names = names;
    this.values = values;
  }

  boolean hasNext() {
    return next < values.length;
  }

  /** A whole number, at least 0. */
  long count() {
    long value = values[next].longValue();
    if (value < 0) {
      throw new IllegalArgumentException(names[next] + " is " + value + "; it must be at least 0");
    }
    next++;
    return value;
  }

  /** Any whole number. */
  long whole() {
    return values[next++].longValue();
  }

  /** Any number; the callee checks it and names it. */
  double number() {
    return values[next++].doubleValue();
  }

  /** A finite number. */
  double finite() {
    double value = values[next].doubleValue();
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(names[next] + " is " + value + "; it must be finite");
    }
    next++;
    return value;
  }

  /** A finite number, at least 0. */
  double square() {
    double value = values[next].doubleValue();
    if (!(value >= 0.0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          names[next] + " is " + value + "; it must be finite and at least 0");
    }
    next++;
    return value;
  }

  /**
   * An arm: n, then the sum and the sum of squares (or centred moment) of each variable, then those
   * of the products of each two.
   *
   * @return empty if rounding has lost all digits of a variance
   */
  Optional<Moments> moments(int variables, boolean centred) {
    long units = count();
    double[] sums = new double[variables];
    double[][] products = new double[variables][variables];
    for (int i = 0; i < variables; i++) {
      sums[i] = finite();
      products[i][i] = square();
    }
    for (int i = 0; i < variables; i++) {
      for (int j = i + 1; j < variables; j++) {
        products[i][j] = finite();
      }
    }
    double[] triangle = new double[variables * (variables + 1) / 2];
    int at = 0;
    for (int i = 0; i < variables; i++) {
      for (int j = i; j < variables; j++) {
        triangle[at++] = products[i][j];
      }
    }
    return centred
        ? Optional.of(Moments.ofCentred(units, sums, triangle))
        : Moments.ofSums(units, sums, triangle);
  }
}
