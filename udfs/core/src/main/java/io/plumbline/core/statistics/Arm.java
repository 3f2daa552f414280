package io.plumbline.core.statistics;

/**
 * What the tests need to know of one variant, in the metric's unit.
 *
 * @param units n, at least 0
 * @param sum T, the sum of the units' values
 * @param m2 the centred second moment, sum (y - mean)^2, at least 0
 * @param nonzeroUnits units whose value is not 0; the successes of a binary metric
 */
public record Arm(long units, double sum, double m2, long nonzeroUnits) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a count is negative, non-zero units are more than units, or
   *     a moment is not finite, or m2 is below 0; the message names the value
   */
  public Arm {
    if (units < 0) {
      throw new IllegalArgumentException("units is " + units + "; it must be at least 0");
    }
    if (nonzeroUnits < 0 || nonzeroUnits > units) {
      throw new IllegalArgumentException(
          "nonzeroUnits is " + nonzeroUnits + "; allowed are 0 to units, " + units);
    }
    if (!Double.isFinite(sum)) {
      throw new IllegalArgumentException("sum is " + sum + "; it must be finite");
    }
    if (!(m2 >= 0.0) || Double.isInfinite(m2)) {
      throw new IllegalArgumentException("m2 is " + m2 + "; it must be finite and at least 0");
    }
  }

  /** T / n; NaN without units. */
  public double mean() {
    return sum / units;
  }

  /** (n - 1) s^2, where s^2 of a proportion is p (1 - p). */
  double scaledVariance(boolean proportion) {
    return proportion ? (units - 1) * (mean() * (1.0 - mean())) : m2;
  }

  /** s^2, for at least two units. */
  double variance(boolean proportion) {
    return proportion ? mean() * (1.0 - mean()) : m2 / (units - 1);
  }
}
