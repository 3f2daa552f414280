package io.plumbline.core.exact;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * sum a b over units, of two fixed-point variables: numerator and denominator, value and covariate.
 * 192 bits, two's complement. Mutable.
 *
 * <p>Addition wraps at the word size and is therefore associative and commutative: any order,
 * grouping or merge tree gives the same bits. With both at most 2^62 in magnitude and at most 2^40
 * units nothing wraps. A unit's change from y to y + d, beside x, adds the product of d and x.
 */
public final class ExactProductSum {

  /** The length of {@link #toWords()}. */
  public static final int WORDS = 3;

  private long high;
  private long middle;
  private long low;

  /** Adds a b. */
  public void add(long a, long b) {
    long top = Math.multiplyHigh(a, b);
    addWords(top >> 63, top, a * b);
  }

  /** The exact inverse of {@link #add(long, long)}. */
  public void remove(long a, long b) {
    long top = Math.multiplyHigh(a, b);
    subtractWords(top >> 63, top, a * b);
  }

  /** Merges another sum into this one. */
  public void add(ExactProductSum other) {
    addWords(other.high, other.middle, other.low);
  }

  /** The exact inverse of {@link #add(ExactProductSum)}. */
  public void subtract(ExactProductSum other) {
    subtractWords(other.high, other.middle, other.low);
  }

  /** The sum, in scaled units of both. */
  public BigInteger value() {
    return new BigInteger(
        ByteBuffer.allocate(24).putLong(high).putLong(middle).putLong(low).array());
  }

  /**
   * The sum in the units of both metrics, exactly.
   *
   * @param decimals those of the two together, 0 to 12
   */
  public BigDecimal value(int decimals) {
    requireDecimals(decimals);
    return new BigDecimal(value(), decimals);
  }

  /**
   * The sum in the units of both metrics, correctly rounded.
   *
   * @param decimals those of the two together, 0 to 12
   */
  public double valueAsDouble(int decimals) {
    requireDecimals(decimals);
    return ExactRatio.toDouble(value(), BigInteger.TEN.pow(decimals));
  }

  /**
   * m2_ab = (n sum ab - T_a T_b) / n, rounded once from exact integers. No units give 0.
   *
   * @param units n
   * @param sumA T_a, in scaled units
   * @param sumB T_b, in scaled units
   * @param decimals those of the two together, 0 to 12
   */
  public double centredSecondMoment(long units, BigInteger sumA, BigInteger sumB, int decimals) {
    requireDecimals(decimals);
    if (units == 0) {
      return 0.0;
    }
    BigInteger n = BigInteger.valueOf(units);
    return ExactRatio.toDouble(
        n.multiply(value()).subtract(sumA.multiply(sumB)),
        n.multiply(BigInteger.TEN.pow(decimals)));
  }

  /** The contents for a codec: high, middle, low. */
  public long[] toWords() {
    return new long[] {high, middle, low};
  }

  /**
   * The inverse of {@link #toWords}.
   *
   * @throws IllegalArgumentException if there are not {@value #WORDS} words
   */
  public static ExactProductSum fromWords(long[] words) {
    if (words.length != WORDS) {
      throw new IllegalArgumentException(
          "words has length " + words.length + "; it must be " + WORDS);
    }
    ExactProductSum sum = new ExactProductSum();
    sum.addWords(words[0], words[1], words[2]);
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExactProductSum that
        && high == that.high
        && middle == that.middle
        && low == that.low;
  }

  @Override
  public int hashCode() {
    return value().hashCode();
  }

  @Override
  public String toString() {
    return "ExactProductSum[" + value() + "]";
  }

  private void addWords(long h, long m, long l) {
    long newLow = low + l;
    long carryLow = Long.compareUnsigned(newLow, l) < 0 ? 1 : 0;
    long partial = middle + m;
    long newMiddle = partial + carryLow;
    high += h;
    high += Long.compareUnsigned(partial, m) < 0 ? 1 : 0;
    high += Long.compareUnsigned(newMiddle, carryLow) < 0 ? 1 : 0;
    middle = newMiddle;
    low = newLow;
  }

  private void subtractWords(long h, long m, long l) {
    // -x is ~x + 1.
    addWords(~h, ~m, ~l);
    addWords(0, 0, 1);
  }

  private static void requireDecimals(int decimals) {
    if (decimals < 0 || decimals > 2 * FixedPoint.MAX_DECIMALS) {
      throw new IllegalArgumentException(
          "decimals is " + decimals + "; allowed are 0 to " + 2 * FixedPoint.MAX_DECIMALS);
    }
  }
}
