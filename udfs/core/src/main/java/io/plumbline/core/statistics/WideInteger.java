package io.plumbline.core.statistics;

/** 128-bit integers where a product of two counts is one step on the way to a double. */
final class WideInteger {

  private WideInteger() {}

  /**
   * a b - c d, correctly rounded, without allocation.
   *
   * @param a at least 0, like b, c and d
   */
  static double differenceOfProducts(long a, long b, long c, long d) {
    long leftLow = a * b;
    long rightLow = c * d;
    long low = leftLow - rightLow;
    long borrow = Long.compareUnsigned(leftLow, rightLow) < 0 ? 1 : 0;
    return toDouble(Math.multiplyHigh(a, b) - Math.multiplyHigh(c, d) - borrow, low);
  }

  /** Whether a b is at least c d; none may be negative. */
  static boolean productAtLeast(long a, long b, long c, long d) {
    int high = Long.compare(Math.multiplyHigh(a, b), Math.multiplyHigh(c, d));
    return high > 0 || (high == 0 && Long.compareUnsigned(a * b, c * d) >= 0);
  }

  /** The double nearest to the two's complement integer, ties to even. */
  static double toDouble(long high, long low) {
    if (high == low >> 63) {
      return (double) low;
    }
    if (high < 0) {
      return -toDoubleOfMagnitude(low == 0 ? -high : ~high, -low);
    }
    return toDoubleOfMagnitude(high, low);
  }

  private static double toDoubleOfMagnitude(long high, long low) {
    if (high == 0) {
      // Only when low has its top bit set: halve, keeping the bit that falls off as a sticky one.
      return Math.scalb((double) (low >>> 1 | low & 1), 1);
    }
    int zeros = Long.numberOfLeadingZeros(high);
    long top = zeros == 0 ? high : high << zeros | low >>> (Long.SIZE - zeros);
    long rest = low << zeros;
    long sticky = (top & 1) | (rest == 0 ? 0 : 1);
    return Math.scalb((double) (top >>> 1 | sticky), Long.SIZE - zeros + 1);
  }
}
