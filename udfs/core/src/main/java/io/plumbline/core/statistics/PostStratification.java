package io.plumbline.core.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Effects within strata, weighted by the strata's shares of all units.
 *
 * <p>Miratrix, Sekhon and Yu, "Adjusting treatment effect estimates by post-stratification in
 * randomized experiments", JRSS-B 75 (2013). With nu_s = n_s/N and a_s the stratum's control and
 * effect, mu = sum nu_s a_s and Cov(mu) = [A (diag nu - nu nu') A' + sum nu_s n_s Cov(a_s)]/N,
 * where A holds the a_s. Degrees of freedom are Welch's of the arms without strata.
 *
 * <p>Strata in which an arm has fewer than two units, or nothing varies, merge into the largest.
 */
public final class PostStratification {

  private PostStratification() {}

  /** What is compared in each stratum. */
  public enum Kind {
    /** Means of (y). */
    MEAN,
    /** Ratios of means, of (m, d): strata average m and d, and the ratio is taken of these. */
    RATIO,
    /**
     * Means of (y, x) by regression on treatment and x within the stratum (analysis of covariance).
     */
    COVARIATE
  }

  /**
   * Both arms in one stratum.
   *
   * @param control moments of the kind's variables
   * @param treatment moments of the kind's variables
   */
  public record Stratum(Moments control, Moments treatment) {

    long units() {
      return control.units() + treatment.units();
    }

    Stratum plus(Stratum other) {
      return new Stratum(control.plus(other.control), treatment.plus(other.treatment));
    }
  }

  /** The difference treatment - control; empty where nothing varies or there are no strata. */
  public static Optional<Estimate> difference(List<Stratum> strata, Kind kind, double alpha) {
    return estimate(strata, kind, alpha, false);
  }

  /** The difference over the control's absolute value; also empty where that is 0. */
  public static Optional<Estimate> lift(List<Stratum> strata, Kind kind, double alpha) {
    return estimate(strata, kind, alpha, true);
  }

  private static Optional<Estimate> estimate(
      List<Stratum> strata, Kind kind, double alpha, boolean relative) {
    Counts.requireAlpha(alpha);
    List<Stratum> merged = merged(strata, kind);
    if (merged.isEmpty()) {
      return Optional.empty();
    }
    Optional<Double> df = degreesOfFreedom(merged, kind, alpha);
    if (df.isEmpty()) {
      return Optional.empty();
    }
    Effects effects = Effects.of(merged, kind);
    double[] gradient =
        kind == Kind.RATIO
            ? ratioGradient(effects.mean, relative)
            : meanGradient(effects.mean, relative);
    double value =
        kind == Kind.RATIO
            ? ratioEffect(effects.mean, relative)
            : meanEffect(effects.mean, relative);
    double variance = effects.variance(gradient);
    if (!Double.isFinite(value) || !(variance > 0.0) || Double.isInfinite(variance)) {
      return Optional.empty();
    }
    return Optional.of(Estimate.of(value, variance, df.get(), alpha));
  }

  private static List<Stratum> merged(List<Stratum> strata, Kind kind) {
    List<Stratum> kept = new ArrayList<>();
    Stratum largest = null;
    for (Stratum stratum : strata) {
      if (largest == null || stratum.units() > largest.units()) {
        largest = stratum;
      }
    }
    if (largest == null) {
      return kept;
    }
    Stratum collected = largest;
    for (Stratum stratum : strata) {
      if (stratum == largest) {
        continue;
      }
      if (varies(stratum, kind)) {
        kept.add(stratum);
      } else {
        collected = collected.plus(stratum);
      }
    }
    if (!varies(collected, kind)) {
      for (Stratum stratum : kept) {
        collected = collected.plus(stratum);
      }
      kept.clear();
    }
    if (varies(collected, kind)) {
      kept.add(collected);
    }
    return kept;
  }

  private static boolean varies(Stratum stratum, Kind kind) {
    Moments c = stratum.control();
    Moments t = stratum.treatment();
    if (c.units() < 2 || t.units() < 2) {
      return false;
    }
    if (kind == Kind.RATIO && (c.m2(1, 1) + t.m2(1, 1) > 0.0)) {
      return true;
    }
    boolean regresses = kind != Kind.COVARIATE || stratum.units() > 3;
    return regresses && c.m2(0, 0) + t.m2(0, 0) > 0.0;
  }

  private static Optional<Double> degreesOfFreedom(List<Stratum> strata, Kind kind, double alpha) {
    Stratum all = strata.get(0);
    for (Stratum stratum : strata.subList(1, strata.size())) {
      all = all.plus(stratum);
    }
    Optional<LinearArm> control;
    Optional<LinearArm> treatment;
    if (kind == Kind.RATIO) {
      control = Ratios.arm(all.control(), 0);
      treatment = Ratios.arm(all.treatment(), 0);
    } else {
      double theta =
          kind == Kind.COVARIATE ? Cuped.theta(all.control().plus(all.treatment())) : 0.0;
      control = Optional.of(arm(all.control(), kind, theta));
      treatment = Optional.of(arm(all.treatment(), kind, theta));
    }
    if (control.isEmpty() || treatment.isEmpty()) {
      return Optional.empty();
    }
    return FixedHorizon.difference(control.get(), treatment.get(), alpha).map(Estimate::df);
  }

  private static LinearArm arm(Moments moments, Kind kind, double theta) {
    return kind == Kind.COVARIATE
        ? Cuped.arm(moments, theta, 0)
        : LinearArm.plain(
            moments.units(), 0, moments.mean(0), moments.m2(0, 0), moments.covariance(0, 0));
  }

  private static double meanEffect(double[] mu, boolean relative) {
    return relative ? mu[1] / Math.abs(mu[0]) : mu[1];
  }

  private static double[] meanGradient(double[] mu, boolean relative) {
    return relative
        ? new double[] {-mu[1] / (mu[0] * Math.abs(mu[0])), 1.0 / Math.abs(mu[0])}
        : new double[] {0.0, 1.0};
  }

  /** mu = (m_c, d_c, m_t - m_c, d_t - d_c). */
  private static double ratioEffect(double[] mu, boolean relative) {
    double control = mu[0] / mu[1];
    double difference = (mu[0] + mu[2]) / (mu[1] + mu[3]) - control;
    return relative ? difference / Math.abs(control) : difference;
  }

  private static double[] ratioGradient(double[] mu, boolean relative) {
    double control = mu[0] / mu[1];
    double d = mu[1] + mu[3];
    double treatment = (mu[0] + mu[2]) / d;
    // Of R_t, and of R_c; the lift R_t / R_c - 1 changes by dR_t / R_c - R_t dR_c / R_c^2.
    double scale = relative ? 1.0 / Math.abs(control) : 1.0;
    double ofControl = relative ? treatment / control : 1.0;
    return new double[] {
      scale * (1.0 / d - ofControl / mu[1]),
      scale * (-treatment / d + ofControl * control / mu[1]),
      scale / d,
      -scale * treatment / d
    };
  }

  /** mu and its covariance. */
  private record Effects(double[] mean, double[][] covariance) {

    static Effects of(List<Stratum> strata, Kind kind) {
      int length = kind == Kind.RATIO ? 4 : 2;
      double total = 0.0;
      for (Stratum stratum : strata) {
        total += stratum.units();
      }
      List<StratumEffect> effects = new ArrayList<>();
      double[] mean = new double[length];
      for (Stratum stratum : strata) {
        StratumEffect effect = StratumEffect.of(stratum, kind);
        effects.add(effect);
        for (int i = 0; i < length; i++) {
          mean[i] += stratum.units() / total * effect.value()[i];
        }
      }
      double[][] covariance = new double[length][length];
      for (int s = 0; s < strata.size(); s++) {
        double units = strata.get(s).units();
        double share = units / total;
        StratumEffect effect = effects.get(s);
        for (int i = 0; i < length; i++) {
          for (int j = 0; j < length; j++) {
            // A (diag nu - nu nu') A' = sum nu_s (a_s - mu)(a_s - mu)'
            double between = (effect.value()[i] - mean[i]) * (effect.value()[j] - mean[j]);
            covariance[i][j] += share * (between + units * effect.covariance()[i][j]) / total;
          }
        }
      }
      return new Effects(mean, covariance);
    }

    double variance(double[] gradient) {
      double sum = 0.0;
      for (int i = 0; i < gradient.length; i++) {
        for (int j = 0; j < gradient.length; j++) {
          sum += gradient[i] * gradient[j] * covariance[i][j];
        }
      }
      return sum;
    }
  }
}
