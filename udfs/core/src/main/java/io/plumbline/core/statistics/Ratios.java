package io.plumbline.core.statistics;

import java.util.Optional;

/**
 * Ratios of means, R = m/d, by the delta method: s_R^2 = s_m^2/d^2 + m^2 s_d^2/d^4 - 2 m s_md/d^3.
 * The units are those that were assigned, whatever the events that m and d count.
 *
 * <p>Deng, Knoblich and Lu, "Applying the delta method in metric analytics", KDD 2018.
 */
public final class Ratios {

  private Ratios() {}

  /**
   * The arm of a ratio.
   *
   * @param moments of (m, d)
   * @param nonzeroUnits units whose m is not 0
   * @return empty where d is 0
   */
  public static Optional<LinearArm> arm(Moments moments, long nonzeroUnits) {
    if (moments.units() == 0) {
      return Optional.of(LinearArm.plain(0, 0, 0.0, 0.0, 0.0));
    }
    double d = moments.mean(1);
    double ratio = moments.mean(0) / d;
    if (d == 0.0 || !Double.isFinite(ratio)) {
      return Optional.empty();
    }
    double scaled =
        (moments.m2(0, 0) - 2.0 * ratio * moments.m2(0, 1) + ratio * ratio * moments.m2(1, 1))
            / (d * d);
    return Optional.of(
        LinearArm.plain(
            moments.units(), nonzeroUnits, ratio, scaled, scaled / (moments.units() - 1)));
  }
}
