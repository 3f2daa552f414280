package io.plumbline.core.statistics;

/**
 * Centred second moments from sums: sum (a - mean a)(b - mean b) = (n sum ab - sum a sum b) / n.
 *
 * <p>The two products are kept to twice the digits of a double (Dekker 1971), so nothing is lost
 * beyond what the sums themselves have lost: sums that are exact give the moment to its last digit.
 */
final class CentredMoment {

  private CentredMoment() {}

  /**
   * The moment; may be slightly negative for a = b when the sums were rounded.
   *
   * @param name of the sum of products, for errors
   * @param n units, at least 1
   * @throws IllegalArgumentException if a sum is not finite or too large
   */
  static double of(String name, long n, double sumA, double sumB, double sumAb) {
    double units = n;
    double left = units * sumAb;
    double right = sumA * sumB;
    double moment =
        ((left - right) + (Math.fma(units, sumAb, -left) - Math.fma(sumA, sumB, -right))) / units;
    if (Double.isFinite(moment)) {
      return moment;
    }
    double plain = sumAb - sumA / units * sumB;
    if (!Double.isFinite(plain)) {
      throw new IllegalArgumentException(
          name
              + " is "
              + sumAb
              + " and its sums are "
              + sumA
              + " and "
              + sumB
              + "; they must be finite, and so their products");
    }
    return plain;
  }
}
