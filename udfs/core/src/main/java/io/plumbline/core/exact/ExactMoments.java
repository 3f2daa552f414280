package io.plumbline.core.exact;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the tests need to know of one metric in one group, kept exactly: counts, the sum of the unit
 * totals T = sum y (128 bits), and of their squares Q = sum y^2 (192 bits), both two's complement.
 *
 * <p>Mutable. Everything is signed, so that an accumulator may also hold a difference. Addition
 * wraps at the word sizes and is therefore associative and commutative: any order, grouping or
 * merge tree gives the same bits. With |y| at most 2^62 and at most 2^40 units nothing wraps.
 */
public final class ExactMoments {

  /** The length of {@link #toWords()}. */
  public static final int WORDS = 9;

  private long units;
  private long nonzeroUnits;
  private long events;
  private long duplicates;
  private long sumHigh;
  private long sumLow;
  private long squaresHigh;
  private long squaresMiddle;
  private long squaresLow;

  /** Counts one more unit, with the total y. */
  public void addUnit(long y) {
    units++;
    if (y != 0) {
      nonzeroUnits++;
    }
    addToSum(y);
    addSquare(y);
  }

  /** The exact inverse of {@link #addUnit}. */
  public void removeUnit(long y) {
    units--;
    if (y != 0) {
      nonzeroUnits--;
    }
    subtractFromSum(y);
    subtractSquare(y);
  }

  /** A unit that is already counted changes its total. */
  public void replaceUnit(long from, long to) {
    removeUnit(from);
    addUnit(to);
  }

  /** Counts events; a negative number takes them back. */
  public void addEvents(long count) {
    events += count;
  }

  /** Counts duplicates; a negative number takes them back. */
  public void addDuplicates(long count) {
    duplicates += count;
  }

  /** Counts units whose total is 0; a negative number takes them back. */
  public void addUnits(long count) {
    units += count;
  }

  /** Merges another accumulator into this one. */
  public void add(ExactMoments other) {
    units += other.units;
    nonzeroUnits += other.nonzeroUnits;
    events += other.events;
    duplicates += other.duplicates;
    long low = sumLow + other.sumLow;
    sumHigh += other.sumHigh + carry(low, other.sumLow);
    sumLow = low;
    addToSquares(other.squaresHigh, other.squaresMiddle, other.squaresLow);
  }

  /** The exact inverse of {@link #add}. */
  public void subtract(ExactMoments other) {
    units -= other.units;
    nonzeroUnits -= other.nonzeroUnits;
    events -= other.events;
    duplicates -= other.duplicates;
    long borrow = borrow(sumLow, other.sumLow);
    sumLow -= other.sumLow;
    sumHigh -= other.sumHigh + borrow;
    subtractFromSquares(other.squaresHigh, other.squaresMiddle, other.squaresLow);
  }

  /** An independent accumulator with the same contents. */
  public ExactMoments copy() {
    ExactMoments copy = new ExactMoments();
    copy.add(this);
    return copy;
  }

  /** Whether adding this would change nothing. */
  public boolean isZero() {
    return (units | nonzeroUnits | events | duplicates) == 0
        && (sumHigh | sumLow | squaresHigh | squaresMiddle | squaresLow) == 0;
  }

  /** Units counted. */
  public long units() {
    return units;
  }

  /** Units whose total is not 0. */
  public long nonzeroUnits() {
    return nonzeroUnits;
  }

  /** Events counted. */
  public long events() {
    return events;
  }

  /** Duplicate events seen. */
  public long duplicates() {
    return duplicates;
  }

  /** T, in scaled units. */
  public BigInteger sum() {
    return new BigInteger(ByteBuffer.allocate(16).putLong(sumHigh).putLong(sumLow).array());
  }

  /** Q, in scaled units squared. */
  public BigInteger sumOfSquares() {
    return new BigInteger(
        ByteBuffer.allocate(24)
            .putLong(squaresHigh)
            .putLong(squaresMiddle)
            .putLong(squaresLow)
            .array());
  }

  /**
   * T in the metric's unit, exactly.
   *
   * @param decimals those that the values were scaled with, 0 to 6
   */
  public BigDecimal sum(int decimals) {
    FixedPoint.requireDecimals(decimals);
    return new BigDecimal(sum(), decimals);
  }

  /**
   * Q in the metric's unit squared, exactly.
   *
   * @param decimals those that the values were scaled with, 0 to 6
   */
  public BigDecimal sumOfSquares(int decimals) {
    FixedPoint.requireDecimals(decimals);
    return new BigDecimal(sumOfSquares(), 2 * decimals);
  }

  /**
   * T in the metric's unit, correctly rounded.
   *
   * @param decimals those that the values were scaled with, 0 to 6
   */
  public double sumAsDouble(int decimals) {
    FixedPoint.requireDecimals(decimals);
    return ExactRatio.toDouble(sum(), BigInteger.TEN.pow(decimals));
  }

  /**
   * Q in the metric's unit squared, correctly rounded. For reading: a variance taken from it
   * cancels; use {@link #centredSecondMoment}.
   *
   * @param decimals those that the values were scaled with, 0 to 6
   */
  public double sumOfSquaresAsDouble(int decimals) {
    FixedPoint.requireDecimals(decimals);
    return ExactRatio.toDouble(sumOfSquares(), BigInteger.TEN.pow(2 * decimals));
  }

  /**
   * m2 = sum (y - mean)^2 = (n Q - T^2) / n in the metric's unit squared, rounded once from exact
   * integers. No units give 0.
   *
   * @param decimals those that the values were scaled with, 0 to 6
   */
  public double centredSecondMoment(int decimals) {
    FixedPoint.requireDecimals(decimals);
    if (units == 0) {
      return 0.0;
    }
    BigInteger n = BigInteger.valueOf(units);
    BigInteger t = sum();
    return ExactRatio.toDouble(
        n.multiply(sumOfSquares()).subtract(t.multiply(t)),
        n.multiply(BigInteger.TEN.pow(2 * decimals)));
  }

  /**
   * The contents for a codec: units, nonzeroUnits, events, duplicates, T (high, low), Q (high,
   * middle, low).
   */
  public long[] toWords() {
    return new long[] {
      units,
      nonzeroUnits,
      events,
      duplicates,
      sumHigh,
      sumLow,
      squaresHigh,
      squaresMiddle,
      squaresLow
    };
  }

  /**
   * The inverse of {@link #toWords}.
   *
   * @throws IllegalArgumentException if there are not {@value #WORDS} words
   */
  public static ExactMoments fromWords(long[] words) {
    if (words.length != WORDS) {
      throw new IllegalArgumentException(
          "words has length " + words.length + "; it must be " + WORDS);
    }
    ExactMoments moments = new ExactMoments();
    moments.units = words[0];
    moments.nonzeroUnits = words[1];
    moments.events = words[2];
    moments.duplicates = words[3];
    moments.sumHigh = words[4];
    moments.sumLow = words[5];
    moments.squaresHigh = words[6];
    moments.squaresMiddle = words[7];
    moments.squaresLow = words[8];
    return moments;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExactMoments that && Arrays.equals(toWords(), that.toWords());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toWords());
  }

  @Override
  public String toString() {
    return "ExactMoments[units=%d, nonzeroUnits=%d, events=%d, duplicates=%d, sum=%s, sumOfSquares=%s]"
        .formatted(units, nonzeroUnits, events, duplicates, sum(), sumOfSquares());
  }

  private void addToSum(long y) {
    long low = sumLow + y;
    sumHigh += (y >> 63) + carry(low, y);
    sumLow = low;
  }

  private void subtractFromSum(long y) {
    long borrow = borrow(sumLow, y);
    sumLow -= y;
    sumHigh -= (y >> 63) + borrow;
  }

  private void addSquare(long y) {
    addToSquares(0, Math.multiplyHigh(y, y), y * y);
  }

  private void subtractSquare(long y) {
    subtractFromSquares(0, Math.multiplyHigh(y, y), y * y);
  }

  private void addToSquares(long high, long middle, long low) {
    long newLow = squaresLow + low;
    long carryLow = carry(newLow, low);
    long partial = squaresMiddle + middle;
    long newMiddle = partial + carryLow;
    squaresHigh += high + carry(partial, middle) + carry(newMiddle, carryLow);
    squaresMiddle = newMiddle;
    squaresLow = newLow;
  }

  private void subtractFromSquares(long high, long middle, long low) {
    long borrowLow = borrow(squaresLow, low);
    long partial = squaresMiddle - middle;
    squaresHigh -= high + borrow(squaresMiddle, middle) + borrow(partial, borrowLow);
    squaresMiddle = partial - borrowLow;
    squaresLow -= low;
  }

  /** 1 if the unsigned addition that gave the sum has overflowed. */
  private static long carry(long sum, long addend) {
    return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
  }

  /** 1 if the unsigned subtraction will underflow. */
  private static long borrow(long minuend, long subtrahend) {
    return Long.compareUnsigned(minuend, subtrahend) < 0 ? 1 : 0;
  }
}
