package io.plumbline.core.statistics;

import java.util.OptionalDouble;

/**
 * What an experiment could find after more units: Phi((mde - h)/sqrt V') + Phi(-(h + mde)/sqrt V'),
 * with V' = V/(1 + s) and h the half-width at N (1 + s) units, for s N units more.
 */
public final class Power {

  private static final double MOST_SCALE = 1e12;
  private static final int STEPS = 200;

  private final double standardError;
  private final long units;
  private final double alpha;
  private final double fixedQuantile;
  private final double rhoSquared;

  private Power(
      double standardError, long units, double alpha, double fixedQuantile, double rhoSquared) {
    if (!(standardError > 0.0) || Double.isInfinite(standardError)) {
      throw new IllegalArgumentException(
          "standard_error is " + standardError + "; it must be finite and above 0");
    }
    if (units < 1) {
      throw new IllegalArgumentException("n is " + units + "; it must be at least 1");
    }
    this.standardError = standardError;
    this.units = units;
    this.alpha = alpha;
    this.fixedQuantile = fixedQuantile;
    this.rhoSquared = rhoSquared;
  }

  /**
   * Of the test at one look fixed in advance, with the normal quantile for half-width.
   *
   * @param standardError now, above 0
   * @param units N now, of both arms, at least 1
   * @param alpha two-sided, between 0 and 1
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public static Power fixedHorizon(double standardError, long units, double alpha) {
    Counts.requireAlpha(alpha);
    return new Power(standardError, units, alpha, Normal.upperQuantile(0.5 * alpha), 0.0);
  }

  /**
   * Of the interval that holds at every look, {@link Anytime}.
   *
   * @param plannedUnits N*, at least 1
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public static Power anytime(double standardError, long units, double alpha, long plannedUnits) {
    return new Power(standardError, units, alpha, 0.0, Anytime.rhoSquared(alpha, plannedUnits));
  }

  /**
   * The chance to find an effect of this size.
   *
   * @param addedUnits units more, at least 0
   * @param effect its size, at least 0
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public double at(double addedUnits, double effect) {
    requireAdded(addedUnits);
    requireEffect(effect);
    return ofScale(addedUnits / units, effect);
  }

  /**
   * The least effect that is found with this chance.
   *
   * @param addedUnits units more, at least 0
   * @param power above the chance to find nothing there, and below 1
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public double minimumDetectableEffect(double addedUnits, double power) {
    requireAdded(addedUnits);
    requirePower(power);
    double scale = addedUnits / units;
    double low = 0.0;
    double high = standardError;
    while (ofScale(scale, high) < power) {
      low = high;
      high *= 2.0;
    }
    for (int i = 0; i < STEPS; i++) {
      double middle = 0.5 * (low + high);
      if (middle == low || middle == high) {
        break;
      }
      if (ofScale(scale, middle) < power) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /**
   * The units that have to be added to find the effect with this chance, s N.
   *
   * @param effect its size, above 0 for an answer
   * @param power between 0 and 1
   * @return 0 if there are enough; empty if no number is
   * @throws IllegalArgumentException if an argument is not allowed; the message names the value
   */
  public OptionalDouble addedUnits(double effect, double power) {
    requireEffect(effect);
    requirePower(power);
    if (ofScale(0.0, effect) >= power) {
      return OptionalDouble.of(0.0);
    }
    double low = 0.0;
    double high = 1.0;
    // An anytime interval may lose power at first: bracket the last crossing, not the first look.
    while (ofScale(high, effect) < power) {
      low = high;
      high *= 2.0;
      if (high > MOST_SCALE) {
        return OptionalDouble.empty();
      }
    }
    for (int i = 0; i < STEPS; i++) {
      double middle = 0.5 * (low + high);
      if (middle == low || middle == high) {
        break;
      }
      if (ofScale(middle, effect) < power) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return OptionalDouble.of(high * units);
  }

  private double ofScale(double scale, double effect) {
    double error = standardError / StrictMath.sqrt(1.0 + scale);
    double q = fixedQuantile;
    if (rhoSquared > 0.0) {
      q = Anytime.twoSidedQuantile(units * (1.0 + scale) * rhoSquared, alpha);
    }
    return Normal.cdf(effect / error - q) + Normal.cdf(-(q + effect / error));
  }

  private static void requireAdded(double addedUnits) {
    if (!(addedUnits >= 0.0) || Double.isInfinite(addedUnits)) {
      throw new IllegalArgumentException(
          "added_n is " + addedUnits + "; it must be finite and at least 0");
    }
  }

  private static void requireEffect(double effect) {
    if (!(effect >= 0.0) || Double.isInfinite(effect)) {
      throw new IllegalArgumentException("mde is " + effect + "; it must be finite and at least 0");
    }
  }

  private static void requirePower(double power) {
    if (!(power > 0.0 && power < 1.0)) {
      throw new IllegalArgumentException("power is " + power + "; it must be between 0 and 1");
    }
  }
}
