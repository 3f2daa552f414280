package io.plumbline.local.bench.statistics;

import io.plumbline.core.statistics.Moments;

/** Sums and sums of products of several variables of each unit of an arm. Mutable. */
final class VectorSums {
  private final double[] sums;
  private final double[] products;
  private long units;
  private long nonzero;

  VectorSums(int variables) {
    sums = new double[variables];
    products = new double[variables * (variables + 1) / 2];
  }

  /** One unit; the first variable is the metric's. */
  void add(double... values) {
    units++;
    if (values[0] != 0) {
      nonzero++;
    }
    int next = 0;
    for (int i = 0; i < values.length; i++) {
      sums[i] += values[i];
      for (int j = i; j < values.length; j++) {
        products[next++] += values[i] * values[j];
      }
    }
  }

  Moments moments() {
    return Moments.ofSums(units, sums, products).orElseThrow();
  }

  long nonzero() {
    return nonzero;
  }

  long units() {
    return units;
  }
}
