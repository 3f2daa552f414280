package io.plumbline.core.statistics;

import java.util.List;
import java.util.Optional;

/**
 * A pair's means and the variances of these means, combined over epochs by h_e = n_t n_c / (n_t +
 * n_c): D = sum h_e D_e / sum h_e. Pooling the units over a changed allocation would be Simpson's
 * paradox. With one epoch every weight is exactly 1 and these are the plain formulas.
 *
 * @param control the control's mean
 * @param treatment the treatment's mean
 * @param difference D, treatment less control
 * @param controlVariance of the control's mean
 * @param treatmentVariance of the treatment's mean
 * @param df Welch's degrees of freedom: V^2 / sum g^4 (s^2/n)^2 / (n - 1)
 */
record Pooled(
    double control,
    double treatment,
    double difference,
    double controlVariance,
    double treatmentVariance,
    double df) {

  /**
   * Combines.
   *
   * @param epochs those that compare, at least one
   * @param floored whether s^2 is at least the pool's over arm and epoch
   * @return empty if nothing is known of the variance: an arm with fewer than two units, or no arm
   *     with two in any epoch, or a variance of 0
   */
  static Optional<Pooled> of(List<EpochPair> epochs, boolean proportion, boolean floored) {
    Pool pool = Pool.of(epochs, proportion);
    if (pool.controlUnits < 2 || pool.treatmentUnits < 2 || pool.df == 0.0) {
      return Optional.empty();
    }
    double control = 0.0;
    double treatment = 0.0;
    double difference = 0.0;
    double controlVariance = 0.0;
    double treatmentVariance = 0.0;
    double satterthwaite = 0.0;
    for (EpochPair epoch : epochs) {
      double g = epoch.weight() / pool.weight;
      double controlMean = epoch.control().mean();
      double treatmentMean = epoch.treatment().mean();
      control += g * controlMean;
      treatment += g * treatmentMean;
      difference += g * (treatmentMean - controlMean);
      double fromTreatment =
          g
              * g
              * (pool.variance(epoch.treatment(), proportion, floored) / epoch.treatment().units());
      double fromControl =
          g * g * (pool.variance(epoch.control(), proportion, floored) / epoch.control().units());
      treatmentVariance += fromTreatment;
      controlVariance += fromControl;
      satterthwaite += fromTreatment * fromTreatment / pool.dfOf(epoch.treatment());
      satterthwaite += fromControl * fromControl / pool.dfOf(epoch.control());
    }
    double variance = treatmentVariance + controlVariance;
    if (!(variance > 0.0)) {
      return Optional.empty();
    }
    double df = variance * variance / satterthwaite;
    return Optional.of(
        new Pooled(control, treatment, difference, controlVariance, treatmentVariance, df));
  }

  /** V of the difference. */
  double variance() {
    return treatmentVariance + controlVariance;
  }

  Estimate differenceEstimate(double alpha) {
    return Estimate.of(difference, variance(), df, alpha);
  }

  /** By the delta method; empty where the control's mean is 0 or the variance vanishes. */
  Optional<Estimate> liftEstimate(double alpha) {
    double ratio = treatment / control;
    double variance = (treatmentVariance + controlVariance * ratio * ratio) / (control * control);
    if (control == 0.0 || !(variance > 0.0) || Double.isInfinite(variance)) {
      return Optional.empty();
    }
    return Optional.of(Estimate.of(difference / Math.abs(control), variance, df, alpha));
  }

  /** Sums over arm and epoch. */
  private record Pool(
      long controlUnits, long treatmentUnits, double weight, double variance, double df) {

    static Pool of(List<EpochPair> epochs, boolean proportion) {
      long controlUnits = 0;
      long treatmentUnits = 0;
      double weight = 0.0;
      double scaled = 0.0;
      double df = 0.0;
      for (EpochPair epoch : epochs) {
        controlUnits += epoch.control().units();
        treatmentUnits += epoch.treatment().units();
        weight += epoch.weight();
        scaled += epoch.treatment().scaledVariance(proportion);
        scaled += epoch.control().scaledVariance(proportion);
        df += epoch.units() - 2;
      }
      return new Pool(controlUnits, treatmentUnits, weight, scaled / df, df);
    }

    /** A single unit says nothing of its variance; there the pool's stands in. */
    double variance(Arm arm, boolean proportion, boolean floored) {
      if (arm.units() == 1) {
        return variance;
      }
      double own = arm.variance(proportion);
      return floored ? Math.max(own, variance) : own;
    }

    double dfOf(Arm arm) {
      return arm.units() == 1 ? df : arm.units() - 1;
    }
  }
}
