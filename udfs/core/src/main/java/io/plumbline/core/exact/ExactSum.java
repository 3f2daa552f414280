package io.plumbline.core.exact;

import java.math.BigInteger;

/**
 * An exact sum of doubles and of products of two doubles: mantissa 2^exponent. Immutable.
 *
 * <p>Every finite double is such a number, so nothing is ever rounded: any order, grouping or merge
 * tree gives the same sum, and what was added can be taken away.
 *
 * @param mantissa any integer
 * @param exponent of two
 */
public record ExactSum(BigInteger mantissa, int exponent) {

  /** Nothing. */
  public static final ExactSum ZERO = new ExactSum(BigInteger.ZERO, 0);

  private static final int MANTISSA_BITS = 52;
  private static final long MANTISSA_MASK = (1L << MANTISSA_BITS) - 1;

  /**
   * A double, exactly.
   *
   * @throws IllegalArgumentException if the value is not finite
   */
  public static ExactSum of(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a value is " + value + "; it must be finite");
    }
    if (value == 0.0) {
      return ZERO;
    }
    long bits = Double.doubleToRawLongBits(value);
    int exponent = Math.max(Math.getExponent(value), Double.MIN_EXPONENT);
    long mantissa = bits & MANTISSA_MASK;
    if (Math.abs(value) >= Double.MIN_NORMAL) {
      mantissa |= 1L << MANTISSA_BITS;
    }
    int zeros = Long.numberOfTrailingZeros(mantissa);
    mantissa >>= zeros;
    return new ExactSum(
        BigInteger.valueOf(value < 0.0 ? -mantissa : mantissa), exponent - MANTISSA_BITS + zeros);
  }

  /** The product of two. */
  public ExactSum times(ExactSum other) {
    return new ExactSum(mantissa.multiply(other.mantissa), exponent + other.exponent);
  }

  /** The sum of two. */
  public ExactSum plus(ExactSum other) {
    if (other.mantissa.signum() == 0) {
      return this;
    }
    if (mantissa.signum() == 0) {
      return other;
    }
    int common = Math.min(exponent, other.exponent);
    return new ExactSum(scaledTo(common).add(other.scaledTo(common)), common);
  }

  /** The difference of two. */
  public ExactSum minus(ExactSum other) {
    return plus(other.negated());
  }

  /** Its opposite. */
  public ExactSum negated() {
    return new ExactSum(mantissa.negate(), exponent);
  }

  /** The nearest double, ties to even; an infinity if it is beyond the largest. */
  public double toDouble() {
    return over(1);
  }

  /**
   * The double nearest to the quotient by a count.
   *
   * @param count not 0
   */
  public double over(long count) {
    BigInteger divisor = BigInteger.valueOf(count);
    return exponent >= 0
        ? ExactRatio.toDouble(mantissa.shiftLeft(exponent), divisor)
        : ExactRatio.toDouble(mantissa, divisor.shiftLeft(-exponent));
  }

  /** Whether two are the same number, however they are held. */
  public boolean isSame(ExactSum other) {
    return minus(other).mantissa.signum() == 0;
  }

  private BigInteger scaledTo(int lower) {
    return mantissa.shiftLeft(exponent - lower);
  }
}
