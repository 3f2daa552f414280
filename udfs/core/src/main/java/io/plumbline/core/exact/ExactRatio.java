package io.plumbline.core.exact;

import java.math.BigInteger;

/** The one rounding step from exact integers to floating point. */
public final class ExactRatio {

  /** Bits kept below the last bit of the result: guard, round and sticky. */
  private static final int EXTRA_BITS = 3;

  private ExactRatio() {}

  /**
   * The double nearest to numerator / denominator, ties to even, subnormal results included.
   *
   * @param denominator not zero
   * @return an infinity if the quotient is beyond the largest double
   * @throws IllegalArgumentException if the denominator is zero
   */
  public static double toDouble(BigInteger numerator, BigInteger denominator) {
    if (denominator.signum() == 0) {
      throw new IllegalArgumentException("denominator is 0; it must not be");
    }
    if (numerator.signum() == 0) {
      return 0.0;
    }
    BigInteger n = numerator.abs();
    BigInteger d = denominator.abs();
    // 2^(magnitude - 1) < n / d < 2^(magnitude + 1)
    int magnitude = n.bitLength() - d.bitLength();
    int lastBit = Math.max(magnitude - 1 - 52, Double.MIN_EXPONENT - 52);
    int shift = EXTRA_BITS - 1 - lastBit;
    BigInteger[] parts =
        shift >= 0
            ? n.shiftLeft(shift).divideAndRemainder(d)
            : n.divideAndRemainder(d.shiftLeft(-shift));
    long bits = parts[0].longValueExact() << 1 | (parts[1].signum() == 0 ? 0 : 1);
    int excess = Math.max(EXTRA_BITS, Long.SIZE - Long.numberOfLeadingZeros(bits) - 53);
    long significand = bits >>> excess;
    long rest = bits & ((1L << excess) - 1);
    long half = 1L << (excess - 1);
    if (rest > half || (rest == half && (significand & 1) == 1)) {
      significand++;
    }
    double result = Math.scalb((double) significand, lastBit - EXTRA_BITS + excess);
    return numerator.signum() == denominator.signum() ? result : -result;
  }
}
