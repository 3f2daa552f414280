package io.plumbline.core.statistics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * Planned weights as the smallest integers in the same proportion, so that shares are exact: 0.5
 * and 0.5 become 1 and 1; 0.333, 0.333 and 0.334 become 333, 333 and 334.
 */
public final class IntegerWeights {

  private IntegerWeights() {}

  /**
   * The integers, in the order given; 0 stays 0.
   *
   * @param weights relative, each at least 0, at least one above 0
   * @throws IllegalArgumentException if there are none, one is null or negative, all are 0, or the
   *     integers do not add up within a long
   */
  public static long[] of(List<BigDecimal> weights) {
    if (weights.isEmpty()) {
      throw new IllegalArgumentException("weights is empty; at least one is needed");
    }
    int scale = 0;
    for (BigDecimal weight : weights) {
      if (weight == null || weight.signum() < 0) {
        throw new IllegalArgumentException("weights holds " + weight + "; each must be at least 0");
      }
      scale = Math.max(scale, weight.stripTrailingZeros().scale());
    }
    BigInteger divisor = BigInteger.ZERO;
    BigInteger total = BigInteger.ZERO;
    BigInteger[] scaled = new BigInteger[weights.size()];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = weights.get(i).movePointRight(scale).toBigIntegerExact();
      divisor = divisor.gcd(scaled[i]);
      total = total.add(scaled[i]);
    }
    if (total.signum() == 0) {
      throw new IllegalArgumentException(
          "weights are " + weights + "; at least one must be above 0");
    }
    if (total.divide(divisor).bitLength() >= Long.SIZE) {
      throw new IllegalArgumentException(
          "weights are " + weights + "; their smallest integer form must add up within 64 bits");
    }
    long[] result = new long[scaled.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = scaled[i].divide(divisor).longValueExact();
    }
    return result;
  }

  /**
   * The integers for the shortest decimals that print as these doubles (0.1 is one tenth).
   *
   * @param weights relative, finite, each at least 0, at least one above 0
   * @throws IllegalArgumentException as {@link #of(List)}, and for a weight that is not finite
   */
  public static long[] of(double... weights) {
    for (double weight : weights) {
      if (!Double.isFinite(weight)) {
        throw new IllegalArgumentException("weights holds " + weight + "; each must be finite");
      }
    }
    return of(Arrays.stream(weights).mapToObj(BigDecimal::valueOf).toList());
  }
}
