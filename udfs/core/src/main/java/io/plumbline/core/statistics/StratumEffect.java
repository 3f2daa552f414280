package io.plumbline.core.statistics;

import io.plumbline.core.statistics.PostStratification.Kind;
import io.plumbline.core.statistics.PostStratification.Stratum;

/**
 * a_s, a stratum's control values and effects on them, and their covariance.
 *
 * @param value (control, effect), or of a ratio (m_c, d_c, effect on m, effect on d)
 * @param covariance of the value
 */
record StratumEffect(double[] value, double[][] covariance) {

  static StratumEffect of(Stratum stratum, Kind kind) {
    return kind == Kind.COVARIATE
        ? regressed(stratum.control(), stratum.treatment())
        : means(stratum.control(), stratum.treatment(), kind == Kind.RATIO ? 2 : 1);
  }

  private static StratumEffect means(Moments control, Moments treatment, int variables) {
    double[] value = new double[2 * variables];
    double[][] covariance = new double[2 * variables][2 * variables];
    for (int i = 0; i < variables; i++) {
      value[i] = control.mean(i);
      value[variables + i] = treatment.mean(i) - control.mean(i);
      for (int j = 0; j < variables; j++) {
        double c = control.covariance(i, j) / control.units();
        double t = treatment.covariance(i, j) / treatment.units();
        covariance[i][j] = c;
        covariance[i][variables + j] = -c;
        covariance[variables + i][j] = -c;
        covariance[variables + i][variables + j] = t + c;
      }
    }
    return new StratumEffect(value, covariance);
  }

  /**
   * Least squares of y on treatment and x with one residual variance. The control is that at the
   * stratum's mean of x, which is itself a mean over units: its variance counts too, and so does
   * the slope's at a mean that is not the true one.
   */
  private static StratumEffect regressed(Moments control, Moments treatment) {
    double n = control.units() + treatment.units();
    double sxx = control.m2(1, 1) + treatment.m2(1, 1);
    double sxy = control.m2(0, 1) + treatment.m2(0, 1);
    double syy = control.m2(0, 0) + treatment.m2(0, 0);
    double slope = sxx > 0.0 ? sxy / sxx : 0.0;
    double residual = Math.max(0.0, syy - slope * sxy) / (n - 3.0);
    double overSxx = sxx > 0.0 ? residual / sxx : 0.0;
    Moments all = control.plus(treatment);
    double fromMean = control.mean(1) - all.mean(1);
    double between = treatment.mean(1) - control.mean(1);
    double adjusted = control.mean(0) - slope * fromMean;
    double effect = treatment.mean(0) - control.mean(0) - slope * between;
    double varianceOfMean = all.m2(1, 1) / (n - 1.0) / n;
    double ofControl =
        residual / control.units()
            + overSxx * fromMean * fromMean
            + varianceOfMean * (slope * slope + overSxx);
    double both = -residual / control.units() + overSxx * fromMean * between;
    double ofEffect =
        residual / control.units() + residual / treatment.units() + overSxx * between * between;
    return new StratumEffect(
        new double[] {adjusted, effect}, new double[][] {{ofControl, both}, {both, ofEffect}});
  }
}
