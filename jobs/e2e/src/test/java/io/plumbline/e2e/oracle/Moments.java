package io.plumbline.e2e.oracle;

import java.math.BigInteger;

/** Exact sums over the units of one variant in one group; values in units of 10^-decimals. */
final class Moments {

  long units;
  long nonzeroUnits;
  long events;
  long duplicates;
  BigInteger sum = BigInteger.ZERO;
  BigInteger sumOfSquares = BigInteger.ZERO;

  /** What one unit contributes. */
  record Contribution(long events, long duplicates, BigInteger value) {}

  /**
   * @param sign 1 puts it in, -1 takes it back
   */
  void add(Contribution contribution, int sign) {
    BigInteger value = contribution.value();
    BigInteger factor = BigInteger.valueOf(sign);
    units += sign;
    nonzeroUnits += value.signum() == 0 ? 0 : sign;
    events += sign * contribution.events();
    duplicates += sign * contribution.duplicates();
    sum = sum.add(value.multiply(factor));
    sumOfSquares = sumOfSquares.add(value.multiply(value).multiply(factor));
  }

  Moments copy() {
    Moments copy = new Moments();
    copy.units = units;
    copy.nonzeroUnits = nonzeroUnits;
    copy.events = events;
    copy.duplicates = duplicates;
    copy.sum = sum;
    copy.sumOfSquares = sumOfSquares;
    return copy;
  }

  boolean sameAs(Moments other) {
    return units == other.units
        && nonzeroUnits == other.nonzeroUnits
        && events == other.events
        && duplicates == other.duplicates
        && sum.equals(other.sum)
        && sumOfSquares.equals(other.sumOfSquares);
  }

  /** (n Q - T^2) / n in the metric's own units; null without units. */
  Double centred(int decimals) {
    if (units == 0) {
      return null;
    }
    BigInteger n = BigInteger.valueOf(units);
    BigInteger numerator = n.multiply(sumOfSquares).subtract(sum.multiply(sum));
    return ExactMath.quotient(numerator, n.multiply(ExactMath.powerOfTen(2 * decimals)));
  }

  double mean(int decimals) {
    BigInteger n = BigInteger.valueOf(units);
    return ExactMath.quotient(sum, n.multiply(ExactMath.powerOfTen(decimals)));
  }
}
