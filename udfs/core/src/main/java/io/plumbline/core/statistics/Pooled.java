package io.plumbline.core.statistics;

import io.plumbline.core.statistics.LinearArm.Adjustment;
import java.util.List;
import java.util.Optional;

/**
 * A pair's values and their variances, combined over epochs by h_e = n_t n_c / (n_t + n_c): D = sum
 * h_e D_e / sum h_e. Pooling the units over a changed allocation would be Simpson's paradox. With
 * one epoch every weight is exactly 1 and these are the plain formulas.
 *
 * @param control the control's baseline
 * @param treatment the treatment's baseline
 * @param difference D, treatment less control, of the values compared
 * @param controlVariance of the control's value
 * @param treatmentVariance of the treatment's value
 * @param baselineVariance of the control's baseline
 * @param shiftVariance of the control's baseline less its value
 * @param shiftCovariance of that shift with the control's baseline
 * @param df Welch's degrees of freedom: V^2 / sum g^4 (s^2/n)^2 / (n - 1)
 * @param adjustment what the values are
 */
record Pooled(
    double control,
    double treatment,
    double difference,
    double controlVariance,
    double treatmentVariance,
    double baselineVariance,
    double shiftVariance,
    double shiftCovariance,
    double df,
    Adjustment adjustment) {

  /**
   * Combines.
   *
   * @param epochs those that compare, at least one for a result
   * @param floored whether s^2 is at least the pool's over arm and epoch
   * @return empty if nothing is known of the variance: an arm with fewer than two units, or no arm
   *     with two in any epoch, or a variance of 0
   */
  static Optional<Pooled> of(List<EpochComparison> epochs, boolean floored) {
    Pool pool = Pool.of(epochs, floored);
    if (pool.controlUnits < 2 || pool.treatmentUnits < 2 || pool.df == 0.0) {
      return Optional.empty();
    }
    double control = 0.0;
    double treatment = 0.0;
    double difference = 0.0;
    double controlVariance = 0.0;
    double treatmentVariance = 0.0;
    double baselineVariance = 0.0;
    double shiftVariance = 0.0;
    double shiftCovariance = 0.0;
    double satterthwaite = 0.0;
    for (EpochComparison epoch : epochs) {
      double g = epoch.weight() / pool.weight;
      LinearArm c = epoch.control();
      LinearArm t = epoch.treatment();
      control += g * c.baseline();
      treatment += g * t.baseline();
      difference += g * (t.value() - c.value());
      double fromTreatment = g * g * (pool.variance(t) / t.units());
      double fromControl = g * g * (pool.variance(c) / c.units());
      treatmentVariance += fromTreatment;
      controlVariance += fromControl;
      baselineVariance += g * g * (pool.baselineVariance(c) / c.units());
      if (c.units() > 1) {
        shiftVariance += g * g * (c.shiftVariance() / c.units());
        shiftCovariance += g * g * (c.shiftCovariance() / c.units());
      }
      satterthwaite += fromTreatment * fromTreatment / pool.dfOf(t);
      satterthwaite += fromControl * fromControl / pool.dfOf(c);
    }
    double variance = treatmentVariance + controlVariance;
    if (!(variance > 0.0)) {
      return Optional.empty();
    }
    return Optional.of(
        new Pooled(
            control,
            treatment,
            difference,
            controlVariance,
            treatmentVariance,
            baselineVariance,
            shiftVariance,
            shiftCovariance,
            variance * variance / satterthwaite,
            epochs.get(0).control().adjustment()));
  }

  /** V of the difference. */
  double variance() {
    return treatmentVariance + controlVariance;
  }

  Estimate differenceEstimate(double alpha) {
    return Estimate.of(difference, variance(), df, alpha);
  }

  /** By the delta method; empty where the control's baseline is 0 or the variance vanishes. */
  Optional<Estimate> liftEstimate(double alpha) {
    // The gradient of D / |R| by the control is -(a A', with the shift added back).
    double a = adjustment == Adjustment.RATIO_COVARIATE ? relative() : treatment / control;
    double scaled =
        adjustment == Adjustment.NONE
            ? treatmentVariance + controlVariance * a * a
            : treatmentVariance
                + (a * a * baselineVariance - 2.0 * a * shiftCovariance)
                + shiftVariance;
    double variance = scaled / (control * control);
    if (control == 0.0 || !(variance > 0.0) || Double.isInfinite(variance)) {
      return Optional.empty();
    }
    return Optional.of(Estimate.of(difference / Math.abs(control), variance, df, alpha));
  }

  /** 1 + D/R: what the control would have to be multiplied by. */
  private double relative() {
    return (difference + control) / control;
  }

  /** Sums over arm and epoch. */
  private record Pool(
      long controlUnits,
      long treatmentUnits,
      double weight,
      double variance,
      double df,
      boolean floored) {

    static Pool of(List<EpochComparison> epochs, boolean floored) {
      long controlUnits = 0;
      long treatmentUnits = 0;
      double weight = 0.0;
      double scaled = 0.0;
      double df = 0.0;
      for (EpochComparison epoch : epochs) {
        controlUnits += epoch.control().units();
        treatmentUnits += epoch.treatment().units();
        weight += epoch.weight();
        scaled += epoch.treatment().scaledVariance();
        scaled += epoch.control().scaledVariance();
        df += epoch.units() - 2;
      }
      return new Pool(controlUnits, treatmentUnits, weight, scaled / df, df, floored);
    }

    /** A single unit says nothing of its variance; there the pool's stands in. */
    double variance(LinearArm arm) {
      if (arm.units() == 1) {
        return variance;
      }
      return floored ? Math.max(arm.variance(), variance) : arm.variance();
    }

    /** What the floor adds to the value is noise of the baseline too. */
    double baselineVariance(LinearArm arm) {
      if (arm.adjustment() == Adjustment.NONE || arm.units() == 1) {
        return variance(arm);
      }
      return arm.baselineVariance() + (variance(arm) - arm.variance());
    }

    double dfOf(LinearArm arm) {
      return arm.units() == 1 ? df : arm.units() - 1;
    }
  }
}
