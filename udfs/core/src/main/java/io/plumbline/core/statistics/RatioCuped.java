package io.plumbline.core.statistics;

import io.plumbline.core.statistics.LinearArm.Adjustment;
import java.util.Optional;

/**
 * Ratios adjusted by the ratio before: A = m/d - theta x/e, where x is the covariate of m and e
 * that of d. With a = (1/d, -m/d^2) and b = (1/e, -x/e^2) per arm, theta = sum a' Cov(md, xe) b /
 * sum b' Cov(xe) b over both arms, and the variance is g' Sigma g / n with g = (a, -theta b).
 *
 * <p>Deng, Xu, Kohavi and Walker (WSDM 2013), appendix B, with the delta method of Deng, Knoblich
 * and Lu (KDD 2018).
 */
public final class RatioCuped {

  private static final int M = 0;
  private static final int D = 1;
  private static final int X = 2;
  private static final int E = 3;

  private RatioCuped() {}

  /**
   * theta.
   *
   * @param arms the moments of (m, d, x, e), one per arm and epoch
   * @return 0 where the covariate does not vary; empty where a mean of d or e is 0
   */
  public static Optional<Double> theta(Iterable<Moments> arms) {
    double covariance = 0.0;
    double variance = 0.0;
    for (Moments arm : arms) {
      if (arm.units() < 2) {
        continue;
      }
      if (!hasRatios(arm)) {
        return Optional.empty();
      }
      double[] a = gradient(arm, M, D);
      double[] b = gradient(arm, X, E);
      covariance += arm.form(a, M, b, X) / (arm.units() - 1);
      variance += arm.form(b, X, b, X) / (arm.units() - 1);
    }
    return Optional.of(variance > 0.0 ? covariance / variance : 0.0);
  }

  /**
   * An arm's adjusted ratio; its baseline is the unadjusted one.
   *
   * @param moments of (m, d, x, e)
   * @param theta the same for both arms
   * @param nonzeroUnits units whose m is not 0
   * @return empty where the mean of d or e is 0
   */
  public static Optional<LinearArm> arm(Moments moments, double theta, long nonzeroUnits) {
    if (moments.units() > 0 && !hasRatios(moments)) {
      return Optional.empty();
    }
    double[] a = gradient(moments, M, D);
    double[] b = gradient(moments, X, E);
    double[] g = {a[0], a[1], -theta * b[0], -theta * b[1]};
    double degrees = moments.units() - 1;
    double scaled = moments.form(g, M, g, M);
    double ratio = moments.mean(M) / moments.mean(D);
    return Optional.of(
        new LinearArm(
            moments.units(),
            nonzeroUnits,
            ratio - theta * (moments.mean(X) / moments.mean(E)),
            scaled,
            scaled / degrees,
            ratio,
            moments.form(a, M, a, M) / degrees,
            theta * theta * (moments.form(b, X, b, X) / degrees),
            theta * (moments.form(a, M, b, X) / degrees),
            Adjustment.RATIO_COVARIATE));
  }

  private static boolean hasRatios(Moments moments) {
    return moments.mean(D) != 0.0 && moments.mean(E) != 0.0;
  }

  private static double[] gradient(Moments moments, int numerator, int denominator) {
    double d = moments.mean(denominator);
    return new double[] {1.0 / d, -(moments.mean(numerator) / d) / d};
  }
}
