package io.plumbline.core.statistics;

/** Functions that keep their digits where the textbook form would cancel or overflow. */
final class LogSpace {

  private static final double SERIES_BELOW = 0.3;

  private LogSpace() {}

  /** log(e^a + e^b). */
  static double add(double a, double b) {
    double larger = Math.max(a, b);
    double smaller = Math.min(a, b);
    if (smaller == Double.NEGATIVE_INFINITY) {
      return larger;
    }
    return larger + StrictMath.log1p(StrictMath.exp(smaller - larger));
  }

  /** log((e^a + e^b) / 2), exactly a when both are the same. */
  static double mean(double a, double b) {
    double larger = Math.max(a, b);
    double smaller = Math.min(a, b);
    if (larger == smaller) {
      return larger;
    }
    return larger + StrictMath.log(0.5 * (1.0 + StrictMath.exp(smaller - larger)));
  }

  /**
   * phi(e) = (1 + e) log(1 + e) - e, for e above -1.
   *
   * @param e the argument
   */
  static double phi(double e) {
    if (Math.abs(e) >= SERIES_BELOW) {
      return (1.0 + e) * StrictMath.log1p(e) - e;
    }
    double power = e * e;
    double sum = 0.0;
    for (int m = 2; ; m++) {
      double next = sum + power / ((double) m * (m - 1));
      if (next == sum) {
        return sum;
      }
      sum = next;
      power *= -e;
    }
  }

  /**
   * Stirling's remainder: log Gamma(z) - [(z - 1/2) log z - z + log(2 pi) / 2], for z above 0.
   *
   * @param z the argument
   */
  static double delta(double z) {
    double shifted = z;
    double sum = 0.0;
    while (shifted < 10.0) {
      sum += (shifted + 0.5) * StrictMath.log1p(1.0 / shifted) - 1.0;
      shifted += 1.0;
    }
    double inverse = 1.0 / shifted;
    double square = inverse * inverse;
    double series = 1.0 / 156.0;
    series = series * square - 691.0 / 360360.0;
    series = series * square + 1.0 / 1188.0;
    series = series * square - 1.0 / 1680.0;
    series = series * square + 1.0 / 1260.0;
    series = series * square - 1.0 / 360.0;
    series = series * square + 1.0 / 12.0;
    return sum + series * inverse;
  }
}
