package io.plumbline.e2e.oracle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Fixed-point values and quotients that are rounded once. */
final class ExactMath {

  private static final BigInteger LARGEST = BigInteger.ONE.shiftLeft(62);
  private static final double FIRST_WHOLE = 0x1p53;

  private ExactMath() {}

  /**
   * The value in units of 10^-decimals, half-even: from the shortest decimal of the double, or,
   * from where doubles are whole numbers, from the double itself.
   */
  static BigInteger scaled(double value, int decimals) {
    boolean whole = Math.abs(value) >= FIRST_WHOLE;
    return scaled(whole ? new BigDecimal(value) : BigDecimal.valueOf(value), decimals);
  }

  static BigInteger scaled(BigDecimal value, int decimals) {
    return value.setScale(decimals, RoundingMode.HALF_EVEN).unscaledValue();
  }

  static boolean isInRange(double value, int decimals) {
    return Double.isFinite(value) && scaled(value, decimals).abs().compareTo(LARGEST) <= 0;
  }

  /** numerator / denominator, correctly rounded. */
  static double quotient(BigInteger numerator, BigInteger denominator) {
    if (numerator.signum() == 0) {
      return 0;
    }
    // a quotient of at least 66 bits, its last bit set when anything is left: rounding sees the tie
    int shift = Math.max(0, 66 - numerator.bitLength() + denominator.bitLength());
    BigInteger[] parts = numerator.abs().shiftLeft(shift).divideAndRemainder(denominator);
    BigInteger bits = parts[1].signum() == 0 ? parts[0] : parts[0].shiftLeft(1).setBit(0);
    int scale = parts[1].signum() == 0 ? shift : shift + 1;
    return numerator.signum() * Math.scalb(bits.doubleValue(), -scale);
  }

  static BigInteger powerOfTen(int exponent) {
    return BigInteger.TEN.pow(exponent);
  }
}
