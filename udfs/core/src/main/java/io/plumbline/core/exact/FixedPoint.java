package io.plumbline.core.exact;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.OptionalLong;

/**
 * Floating-point values as fixed-point integers.
 *
 * <p>A double with a fraction stands for its shortest decimal, the number that was written down:
 * 12.345 with two decimals is a tie and goes to 12.34, although the double lies a little above. A
 * double of 2^53 or more is an integer and stands for itself.
 */
public final class FixedPoint {

  /** The most decimals that a metric may have. */
  public static final int MAX_DECIMALS = 6;

  /** The largest magnitude after scaling, 2^62: two of them still add up within a long. */
  public static final long MAX_MAGNITUDE = 1L << 62;

  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};

  /** From here on a product may have lost integer bits. */
  private static final double INTEGERS_ONLY = 0x1p52;

  /** From here on a double is an integer, which its shortest decimal may miss. */
  private static final double LARGE = 0x1p53;

  /** How far, in ulps, a product of doubles may be from that of the decimal; at most 1.5. */
  private static final double TIE_ULPS = 4;

  private FixedPoint() {}

  /**
   * The value scaled and rounded half-even.
   *
   * @param decimals digits after the point, 0 to 6
   * @return empty if the value is not finite or beyond ±2^62 after scaling
   * @throws IllegalArgumentException if decimals is outside 0 to 6
   */
  public static OptionalLong scale(double value, int decimals) {
    requireDecimals(decimals);
    double product = value * POWERS[decimals];
    if (Math.abs(product) < INTEGERS_ONLY) {
      double rounded = Math.rint(product);
      double fromTie = Math.abs(Math.abs(product - rounded) - 0.5);
      if (fromTie > TIE_ULPS * Math.ulp(product)) {
        return OptionalLong.of((long) rounded);
      }
    }
    return scaleExactly(value, decimals);
  }

  static void requireDecimals(int decimals) {
    if (decimals < 0 || decimals > MAX_DECIMALS) {
      throw new IllegalArgumentException(
          "decimals is " + decimals + "; allowed are 0 to " + MAX_DECIMALS);
    }
  }

  private static OptionalLong scaleExactly(double value, int decimals) {
    // Also turns away NaN and the infinities.
    if (!(Math.abs(value) <= 0x1p63)) {
      return OptionalLong.empty();
    }
    BigDecimal decimal =
        Math.abs(value) < LARGE ? BigDecimal.valueOf(value) : new BigDecimal(value);
    BigInteger scaled =
        decimal.scaleByPowerOfTen(decimals).setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
    if (scaled.bitLength() > 63) {
      return OptionalLong.empty();
    }
    long result = scaled.longValue();
    boolean within = result >= -MAX_MAGNITUDE && result <= MAX_MAGNITUDE;
    return within ? OptionalLong.of(result) : OptionalLong.empty();
  }
}
