package io.plumbline.e2e.oracle;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/** Effects of one treatment against the control over the tested epochs, formula by formula. */
final class EffectMath {

  private static final NormalDistribution NORMAL = new NormalDistribution();
  private static final int FEWEST_UNITS = 100;
  private static final int FEWEST_NONZERO = 300;
  private static final int FEWEST_OF_EACH = 30;
  private static final int EFFECTIVE_WITHOUT_CAP = 500;
  private static final int NONZERO_WITHOUT_CAP = 4000;
  private static final double RELIABLE = 3;

  private EffectMath() {}

  /** One variant in one epoch. */
  record Arm(long units, long nonzero, double mean, double m2) {}

  /**
   * @param treatmentShare planned share of the treatment in the pair; NaN when neither has weight
   */
  record EpochPair(Arm control, Arm treatment, double treatmentShare) {

    double weight() {
      double n = (double) control.units() + treatment.units();
      return n == 0 ? 0 : control.units() * (double) treatment.units() / n;
    }
  }

  /** An estimate whose variances are known: {@code covariance} of difference and control mean. */
  record Estimate(
      double controlMean,
      double treatmentMean,
      double difference,
      double variance,
      double controlVariance,
      double treatmentVariance,
      double degreesOfFreedom) {

    double standardError() {
      return Math.sqrt(variance);
    }

    /** Of the lift D / |C| by the delta method; the covariance of D and C is -Var(C). */
    double liftVariance() {
      double c = controlMean;
      double t = treatmentMean;
      return treatmentVariance / (c * c) + t * t * controlVariance / Math.pow(c, 4);
    }

    /** Without variance there is nothing to say of the lift, as of the difference. */
    boolean hasLift() {
      return controlMean != 0 && liftVariance() > 0;
    }

    Boolean isLiftReliable() {
      if (controlMean == 0) {
        return null;
      }
      return Math.abs(controlMean) >= RELIABLE * Math.sqrt(controlVariance);
    }
  }

  /** Null where there is nothing to say: an arm of fewer than two units, or no variance. */
  static Estimate estimate(EpochPair[] epochs, boolean binary, boolean floored) {
    double pooled = pooledVariance(epochs, binary);
    double degrees = pooledDegrees(epochs);
    double total = 0;
    long controlUnits = 0;
    long treatmentUnits = 0;
    for (EpochPair epoch : epochs) {
      total += epoch.weight();
      if (epoch.weight() > 0) {
        controlUnits += epoch.control().units();
        treatmentUnits += epoch.treatment().units();
      }
    }
    if (controlUnits < 2 || treatmentUnits < 2 || Double.isNaN(pooled)) {
      return null;
    }
    double controlMean = 0;
    double difference = 0;
    double controlVariance = 0;
    double treatmentVariance = 0;
    double spread = 0;
    for (EpochPair epoch : epochs) {
      double share = epoch.weight() / total;
      if (share > 0) {
        Arm c = epoch.control();
        Arm t = epoch.treatment();
        double vc = variance(c, binary, floored, pooled) / c.units();
        double vt = variance(t, binary, floored, pooled) / t.units();
        controlMean += share * c.mean();
        difference += share * (t.mean() - c.mean());
        controlVariance += share * share * vc;
        treatmentVariance += share * share * vt;
        spread += Math.pow(share, 4) * (spread(c, vc, degrees) + spread(t, vt, degrees));
      }
    }
    double variance = controlVariance + treatmentVariance;
    if (!(variance > 0)) {
      return null;
    }
    return new Estimate(
        controlMean,
        controlMean + difference,
        difference,
        variance,
        controlVariance,
        treatmentVariance,
        variance * variance / spread);
  }

  /** A single unit's variance is the pool's, and so are its degrees of freedom. */
  private static double spread(Arm arm, double variance, double pooledDegrees) {
    return variance * variance / (arm.units() < 2 ? pooledDegrees : arm.units() - 1);
  }

  /** An epoch in which one of the two has no units has no weight, nor a part in the pool. */
  private static List<EpochPair> comparing(EpochPair[] epochs) {
    return Arrays.stream(epochs).filter(epoch -> epoch.weight() > 0).toList();
  }

  private static double pooledDegrees(EpochPair[] epochs) {
    double degrees = 0;
    for (EpochPair epoch : comparing(epochs)) {
      degrees += Math.max(0, epoch.control().units() - 1);
      degrees += Math.max(0, epoch.treatment().units() - 1);
    }
    return degrees;
  }

  private static double variance(Arm arm, boolean binary, boolean floored, double pooled) {
    if (arm.units() == 1) {
      return pooled;
    }
    double own = variance(arm, binary);
    return floored ? Math.max(own, pooled) : own;
  }

  private static double variance(Arm arm, boolean binary) {
    return binary ? arm.mean() * (1 - arm.mean()) : arm.m2() / (arm.units() - 1);
  }

  private static double pooledVariance(EpochPair[] epochs, boolean binary) {
    double sum = 0;
    for (EpochPair epoch : comparing(epochs)) {
      for (Arm arm : new Arm[] {epoch.control(), epoch.treatment()}) {
        if (arm.units() >= 2) {
          sum += (arm.units() - 1) * variance(arm, binary);
        }
      }
    }
    return sum / pooledDegrees(epochs);
  }

  /** Whether both arms are large enough for an anytime statement, where they are compared. */
  static boolean isCallable(EpochPair[] epochs, boolean binary, boolean uncapped) {
    long[] units = new long[2];
    long[] nonzero = new long[2];
    double[] sums = new double[2];
    double[] squares = new double[2];
    boolean even = true;
    for (EpochPair epoch : comparing(epochs)) {
      even &= epoch.treatmentShare() == 1 - epoch.treatmentShare();
      Arm[] arms = {epoch.control(), epoch.treatment()};
      for (int i = 0; i < 2; i++) {
        sums[i] += arms[i].mean() * arms[i].units();
        squares[i] += arms[i].m2() + arms[i].mean() * arms[i].mean() * arms[i].units();
      }
      units[0] += epoch.control().units();
      units[1] += epoch.treatment().units();
      nonzero[0] += epoch.control().nonzero();
      nonzero[1] += epoch.treatment().nonzero();
    }
    for (int i = 0; i < 2; i++) {
      boolean enough =
          binary
              ? nonzero[i] >= FEWEST_OF_EACH && units[i] - nonzero[i] >= FEWEST_OF_EACH
              : nonzero[i] >= FEWEST_NONZERO;
      boolean tailShows =
          even
              || !uncapped
              || nonzero[i] >= NONZERO_WITHOUT_CAP
              || sums[i] * sums[i] / squares[i] >= EFFECTIVE_WITHOUT_CAP;
      if (units[i] < FEWEST_UNITS || !enough || !tailShows) {
        return false;
      }
    }
    return true;
  }

  /** kappa of the anytime sequence: effective units times rho squared. */
  static double kappa(EpochPair[] epochs, double alpha, long plannedUnits) {
    double units = 0;
    double first = 0;
    for (EpochPair epoch : epochs) {
      double spread = epoch.treatmentShare() * (1 - epoch.treatmentShare());
      if (spread > 0) {
        first = first == 0 ? spread : first;
      }
      if (spread > 0 && epoch.control().units() > 0 && epoch.treatment().units() > 0) {
        units += (epoch.control().units() + epoch.treatment().units()) * spread / first;
      }
    }
    double log = Math.log(alpha);
    return units * (-2 * log + Math.log(1 - 2 * log)) / plannedUnits;
  }

  static double anytimeLogE(double z, double kappa) {
    return -Math.log1p(kappa) / 2 + z * z * kappa / (2 * (1 + kappa));
  }

  static double twoSidedWidth(double kappa, double alpha) {
    return Math.sqrt((1 + kappa) / kappa * (Math.log1p(kappa) + 2 * Math.log(1 / alpha)));
  }

  /** kappa has been tuned for twice alpha. */
  static double oneSidedWidth(double kappa, double alpha) {
    return Math.sqrt(2 * (1 + kappa) / kappa * Math.log(1 + Math.sqrt(1 + kappa) / (2 * alpha)));
  }

  /** Bounds of the lift, or null when the control mean may be zero. */
  static double[] fieller(Estimate floored, double width) {
    double c = floored.controlMean();
    double t = floored.treatmentMean();
    double square = width * width;
    if (!(Math.abs(c) > width * Math.sqrt(floored.controlVariance()))) {
      return null;
    }
    double denominator = c * c - square * floored.controlVariance();
    double other = t * t - square * floored.treatmentVariance();
    double root = Math.sqrt(t * t * c * c - denominator * other);
    double lower = (t * c - root) / denominator - 1;
    double upper = (t * c + root) / denominator - 1;
    return c > 0 ? new double[] {lower, upper} : new double[] {-upper, -lower};
  }

  static double twoSidedP(double statistic, double degreesOfFreedom) {
    return 2 * new TDistribution(null, degreesOfFreedom).cumulativeProbability(-statistic);
  }

  /** The 1 - alpha / 2 quantile: Newton from the normal one. */
  static double quantile(double degreesOfFreedom, double alpha) {
    TDistribution t = new TDistribution(null, degreesOfFreedom);
    double normal = -NORMAL.inverseCumulativeProbability(alpha / 2);
    double x = normal + (Math.pow(normal, 3) + normal) / (4 * degreesOfFreedom);
    for (int i = 0; i < 100; i++) {
      // on the logarithm of the tail, which is nearly straight: no step overshoots
      double tail = t.cumulativeProbability(-x);
      double step = tail / t.density(x) * Math.log(tail / (alpha / 2));
      x += step;
      if (Math.abs(step) < 1e-13 * x) {
        break;
      }
    }
    return x;
  }
}
