package io.plumbline.core.statistics;

import java.util.Optional;

/**
 * Several variables measured on each unit of an arm: their sums and centred second moments.
 *
 * <p>Ratio and covariate tests are functions of these: a ratio has (m, d), a covariate test (y, x),
 * both together (m, d, x, e).
 */
public final class Moments {

  private final long units;
  private final double[] sums;
  private final double[] means;
  private final double[][] m2;

  private Moments(long units, double[] sums, double[] means, double[][] m2) {
    this.units = units;
    this.sums = sums;
    this.means = means;
    this.m2 = m2;
  }

  /**
   * From centred moments.
   *
   * @param units n, at least 0
   * @param sums one per variable, finite
   * @param m2 the upper triangle by rows, m2_11, m2_12, .., m2_22, ..; finite, those of a variable
   *     with itself at least 0
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public static Moments ofCentred(long units, double[] sums, double[] m2) {
    requireUnits(units);
    double[][] matrix = new double[sums.length][sums.length];
    int next = 0;
    for (int i = 0; i < sums.length; i++) {
      for (int j = i; j < sums.length; j++) {
        double moment = m2[next++];
        if (!Double.isFinite(moment) || (i == j && moment < 0.0)) {
          throw new IllegalArgumentException(
              "m2["
                  + i
                  + "]["
                  + j
                  + "] is "
                  + moment
                  + "; it must be finite, and of a variable with itself at least 0");
        }
        matrix[i][j] = moment;
        matrix[j][i] = moment;
      }
    }
    return new Moments(units, sums.clone(), means(units, sums), matrix);
  }

  /**
   * From sums of squares and products.
   *
   * @param units n, at least 0
   * @param sums one per variable, finite
   * @param sums2 the upper triangle by rows, sum_11, sum_12, .., sum_22, ..; finite
   * @return empty if rounding has lost all digits of a variance
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public static Optional<Moments> ofSums(long units, double[] sums, double[] sums2) {
    requireUnits(units);
    double[][] matrix = new double[sums.length][sums.length];
    int next = 0;
    for (int i = 0; i < sums.length; i++) {
      for (int j = i; j < sums.length; j++) {
        double sum2 = sums2[next++];
        double moment = units == 0 ? 0.0 : CentredMoment.of("sum2", units, sums[i], sums[j], sum2);
        if (i == j && moment < 0.0) {
          return Optional.empty();
        }
        matrix[i][j] = moment;
        matrix[j][i] = moment;
      }
    }
    return Optional.of(new Moments(units, sums.clone(), means(units, sums), matrix));
  }

  /** The moments of two groups as one; Chan, Golub and LeVeque (1979). */
  public Moments plus(Moments other) {
    if (units == 0 || other.units == 0) {
      return units == 0 ? other : this;
    }
    double total = units + other.units;
    double weight = units * (other.units / total);
    double[] mergedSums = new double[means.length];
    double[] merged = new double[means.length];
    double[][] matrix = new double[means.length][means.length];
    for (int i = 0; i < means.length; i++) {
      mergedSums[i] = sums[i] + other.sums[i];
      merged[i] = means[i] + (other.means[i] - means[i]) * (other.units / total);
      for (int j = 0; j < means.length; j++) {
        matrix[i][j] =
            m2[i][j]
                + other.m2[i][j]
                + weight * (other.means[i] - means[i]) * (other.means[j] - means[j]);
      }
    }
    return new Moments(units + other.units, mergedSums, merged, matrix);
  }

  /** n. */
  public long units() {
    return units;
  }

  /** The sum of a variable as it was given. */
  public double sum(int variable) {
    return sums[variable];
  }

  /** The mean of a variable; NaN without units. */
  public double mean(int variable) {
    return means[variable];
  }

  /** The centred second moment of two variables, or of one with itself. */
  public double m2(int first, int second) {
    return m2[first][second];
  }

  /** The covariance, with n - 1; for at least two units. */
  double covariance(int first, int second) {
    return m2[first][second] / (units - 1);
  }

  /** sum_ij a_i b_j m2_ij over the variables from the given ones on. */
  double form(double[] a, int fromA, double[] b, int fromB) {
    double sum = 0.0;
    for (int i = 0; i < a.length; i++) {
      double row = 0.0;
      for (int j = 0; j < b.length; j++) {
        row += b[j] * m2[fromA + i][fromB + j];
      }
      sum += a[i] * row;
    }
    return sum;
  }

  private static double[] means(long units, double[] sums) {
    double[] means = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      if (!Double.isFinite(sums[i])) {
        throw new IllegalArgumentException("sums[" + i + "] is " + sums[i] + "; it must be finite");
      }
      means[i] = sums[i] / units;
    }
    return means;
  }

  private static void requireUnits(long units) {
    if (units < 0) {
      throw new IllegalArgumentException("units is " + units + "; it must be at least 0");
    }
  }
}
