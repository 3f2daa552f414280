package io.plumbline.core.exact;

import java.math.BigInteger;

/**
 * Counts, sums, sums of squares and of products of pairs of doubles, exact whatever the order.
 * Mutable. For a single variable let x be 0.
 */
public final class ExactCrossMoments {

  private long n;
  private long nonzero;
  private ExactSum sumY = ExactSum.ZERO;
  private ExactSum sumX = ExactSum.ZERO;
  private ExactSum sumYy = ExactSum.ZERO;
  private ExactSum sumXx = ExactSum.ZERO;
  private ExactSum sumXy = ExactSum.ZERO;

  /**
   * Counts one more pair.
   *
   * @throws IllegalArgumentException if a value is not finite
   */
  public void add(double y, double x) {
    change(ExactSum.of(y), ExactSum.of(x), 1);
  }

  /** The exact inverse of {@link #add}. */
  public void remove(double y, double x) {
    change(ExactSum.of(y), ExactSum.of(x), -1);
  }

  /** Merges another accumulator into this one. */
  public void merge(ExactCrossMoments other) {
    n += other.n;
    nonzero += other.nonzero;
    sumY = sumY.plus(other.sumY);
    sumX = sumX.plus(other.sumX);
    sumYy = sumYy.plus(other.sumYy);
    sumXx = sumXx.plus(other.sumXx);
    sumXy = sumXy.plus(other.sumXy);
  }

  /** Pairs counted. */
  public long n() {
    return n;
  }

  /** Pairs whose y is not 0. */
  public long nonzero() {
    return nonzero;
  }

  /** sum y. */
  public ExactSum sumY() {
    return sumY;
  }

  /** sum x. */
  public ExactSum sumX() {
    return sumX;
  }

  /** sum y^2. */
  public ExactSum sumYy() {
    return sumYy;
  }

  /** sum x^2. */
  public ExactSum sumXx() {
    return sumXx;
  }

  /** sum x y. */
  public ExactSum sumXy() {
    return sumXy;
  }

  /** sum (y - mean y)^2, rounded once; 0 without pairs. */
  public double m2Y() {
    return centred(sumY, sumY, sumYy, 1);
  }

  /** sum (x - mean x)^2, rounded once; 0 without pairs. */
  public double m2X() {
    return centred(sumX, sumX, sumXx, 1);
  }

  /** sum (x - mean x)(y - mean y), rounded once; 0 without pairs. */
  public double m2Xy() {
    return centred(sumX, sumY, sumXy, 1);
  }

  /** s^2 of y, m2/(n - 1), rounded once; NaN for fewer than two pairs. */
  public double varianceY() {
    return n < 2 ? Double.NaN : centred(sumY, sumY, sumYy, n - 1);
  }

  /**
   * The contents for a codec: the sums' mantissas; with {@link #toNumbers} the inverse of {@link
   * #of}.
   */
  public byte[][] toMantissas() {
    ExactSum[] sums = sums();
    byte[][] mantissas = new byte[sums.length][];
    for (int i = 0; i < sums.length; i++) {
      mantissas[i] = sums[i].mantissa().toByteArray();
    }
    return mantissas;
  }

  /** n, nonzero, and the exponents of the sums. */
  public long[] toNumbers() {
    ExactSum[] sums = sums();
    long[] numbers = new long[2 + sums.length];
    numbers[0] = n;
    numbers[1] = nonzero;
    for (int i = 0; i < sums.length; i++) {
      numbers[2 + i] = sums[i].exponent();
    }
    return numbers;
  }

  /** The inverse of {@link #toMantissas} and {@link #toNumbers}. */
  public static ExactCrossMoments of(byte[][] mantissas, long[] numbers) {
    ExactCrossMoments moments = new ExactCrossMoments();
    moments.n = numbers[0];
    moments.nonzero = numbers[1];
    ExactSum[] sums = new ExactSum[mantissas.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new ExactSum(new BigInteger(mantissas[i]), Math.toIntExact(numbers[2 + i]));
    }
    moments.sumY = sums[0];
    moments.sumX = sums[1];
    moments.sumYy = sums[2];
    moments.sumXx = sums[3];
    moments.sumXy = sums[4];
    return moments;
  }

  private ExactSum[] sums() {
    return new ExactSum[] {sumY, sumX, sumYy, sumXx, sumXy};
  }

  private void change(ExactSum y, ExactSum x, int sign) {
    n += sign;
    if (y.mantissa().signum() != 0) {
      nonzero += sign;
    }
    sumY = changed(sumY, y, sign);
    sumX = changed(sumX, x, sign);
    sumYy = changed(sumYy, y.times(y), sign);
    sumXx = changed(sumXx, x.times(x), sign);
    sumXy = changed(sumXy, x.times(y), sign);
  }

  private static ExactSum changed(ExactSum sum, ExactSum by, int sign) {
    return sign > 0 ? sum.plus(by) : sum.minus(by);
  }

  /** (n sum ab - sum a sum b) / (n divisor). */
  private double centred(ExactSum a, ExactSum b, ExactSum ab, long divisor) {
    if (n == 0) {
      return 0.0;
    }
    ExactSum units = new ExactSum(BigInteger.valueOf(n), 0);
    ExactSum numerator = units.times(ab).minus(a.times(b));
    BigInteger denominator = BigInteger.valueOf(n).multiply(BigInteger.valueOf(divisor));
    int exponent = numerator.exponent();
    return exponent >= 0
        ? ExactRatio.toDouble(numerator.mantissa().shiftLeft(exponent), denominator)
        : ExactRatio.toDouble(numerator.mantissa(), denominator.shiftLeft(-exponent));
  }
}
