package io.plumbline.core.statistics;

import io.plumbline.core.statistics.LinearArm.Adjustment;

/**
 * Means adjusted by what was known of each unit before: y - theta x, theta = S_xy / S_xx.
 *
 * <p>Deng, Xu, Kohavi and Walker, "Improving the sensitivity of online controlled experiments by
 * utilizing pre-experiment data", WSDM 2013. One theta for both arms, from all units of the pair.
 */
public final class Cuped {

  private static final int Y = 0;
  private static final int X = 1;

  private Cuped() {}

  /**
   * theta.
   *
   * @param all moments of (y, x) over all units of the pair ({@link Moments#plus})
   * @return 0 when either pooled variance is 0, or there are no units
   */
  public static double theta(Moments all) {
    if (all.units() == 0 || all.m2(X, X) == 0.0 || all.m2(Y, Y) == 0.0) {
      return 0.0;
    }
    return all.m2(Y, X) / all.m2(X, X);
  }

  /**
   * An arm's adjusted mean, with variance s_y^2 + theta^2 s_x^2 - 2 theta s_xy; its baseline is the
   * unadjusted mean.
   *
   * @param moments of (y, x)
   * @param theta the same for both arms
   * @param nonzeroUnits units whose y is not 0
   */
  public static LinearArm arm(Moments moments, double theta, long nonzeroUnits) {
    long n = moments.units();
    double scaled =
        moments.m2(Y, Y) + (theta * theta * moments.m2(X, X) - 2.0 * theta * moments.m2(Y, X));
    return new LinearArm(
        n,
        nonzeroUnits,
        moments.mean(Y) - theta * moments.mean(X),
        scaled,
        scaled / (n - 1),
        moments.mean(Y),
        moments.covariance(Y, Y),
        theta * theta * moments.covariance(X, X),
        theta * moments.covariance(Y, X),
        Adjustment.COVARIATE);
  }
}
