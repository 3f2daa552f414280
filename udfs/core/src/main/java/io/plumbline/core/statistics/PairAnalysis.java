package io.plumbline.core.statistics;

import java.util.List;
import java.util.Optional;

/**
 * The effect of one treatment against the control, from moments per epoch.
 *
 * <p>Fixed-horizon: Welch's t test, the lift by the delta method. Anytime: {@link Anytime} on
 * floored variances, the lift by Fieller's method. The floor is ours: each s_i^2 is at least the
 * pool's over arm and epoch, because in a small arm of a heavy-tailed metric the plug-in variance
 * is too small for as long as the rare large values are missing.
 */
public final class PairAnalysis {

  private static final double RELIABLE_STANDARD_ERRORS = 3.0;

  private PairAnalysis() {}

  /**
   * The whole analysis.
   *
   * @param epochs in order of time
   * @param range what units' values can be
   * @param alpha two-sided, between 0 and 1
   * @param plannedUnits N* of the pair, fixed before the start, at least 1
   * @throws IllegalArgumentException if alpha or plannedUnits is not allowed
   */
  public static PairResult analyse(
      List<EpochPair> epochs, ValueRange range, double alpha, long plannedUnits) {
    return compare(comparisons(epochs, range), range, alpha, plannedUnits);
  }

  /**
   * The whole analysis of ratios or covariate-adjusted values; their lifts by Fieller's method are
   * those of the adjusted treatment over the unadjusted control.
   *
   * @param epochs in order of time
   * @param range what units' values can be, which decides what size allows a call
   * @param alpha two-sided, between 0 and 1
   * @param plannedUnits N* of the pair, fixed before the start, at least 1
   * @throws IllegalArgumentException if alpha or plannedUnits is not allowed
   */
  public static PairResult compare(
      List<EpochComparison> epochs, ValueRange range, double alpha, long plannedUnits) {
    double rhoSquared = Anytime.rhoSquared(alpha, plannedUnits);
    List<EpochComparison> comparing = epochs.stream().filter(EpochComparison::compares).toList();
    long controlUnits = comparing.stream().mapToLong(epoch -> epoch.control().units()).sum();
    long treatmentUnits = comparing.stream().mapToLong(epoch -> epoch.treatment().units()).sum();
    Optional<Pooled> plain = Pooled.of(comparing, false);
    if (plain.isEmpty()) {
      return new PairResult(
          controlUnits, treatmentUnits, null, null, null, null, false, null, false);
    }
    Pooled means = plain.get();
    Pooled floored = Pooled.of(comparing, true).orElseThrow();
    double kappa = effectiveUnits(epochs) * rhoSquared;
    return new PairResult(
        controlUnits,
        treatmentUnits,
        means.control(),
        means.treatment(),
        means.differenceEstimate(alpha),
        means.liftEstimate(alpha).orElse(null),
        isReliable(means),
        anytime(floored, kappa, alpha),
        LeastSize.allowsCall(comparing, range));
  }

  /**
   * Current one-sided anytime bounds on the lift by Fieller's method, for guardrails.
   *
   * @param epochs in order of time
   * @param range what units' values can be
   * @param alpha of each bound by itself, between 0 and 1/2
   * @param plannedUnits N* of the pair, fixed before the start, at least 1
   * @return nulls where an arm has fewer than two units, the variance is 0, or the control's mean
   *     is not clear of 0
   * @throws IllegalArgumentException if alpha or plannedUnits is not allowed
   */
  public static OneSidedBounds oneSidedLift(
      List<EpochPair> epochs, ValueRange range, double alpha, long plannedUnits) {
    return oneSidedLift(comparisons(epochs, range), alpha, plannedUnits);
  }

  /** As {@link #oneSidedLift(List, ValueRange, double, long)}, of ratios or adjusted values. */
  public static OneSidedBounds oneSidedLift(
      List<EpochComparison> epochs, double alpha, long plannedUnits) {
    Anytime.requireOneSidedAlpha(alpha);
    double rhoSquared = Anytime.rhoSquared(2.0 * alpha, plannedUnits);
    List<EpochComparison> comparing = epochs.stream().filter(EpochComparison::compares).toList();
    return Pooled.of(comparing, true)
        .flatMap(
            means ->
                Fieller.lift(
                    means, Anytime.oneSidedQuantile(effectiveUnits(epochs) * rhoSquared, alpha)))
        .map(bounds -> new OneSidedBounds(bounds.lower(), bounds.upper()))
        .orElse(OneSidedBounds.NONE);
  }

  private static List<EpochComparison> comparisons(List<EpochPair> epochs, ValueRange range) {
    return epochs.stream().map(epoch -> epoch.comparison(range)).toList();
  }

  private static PairResult.AnytimePair anytime(Pooled floored, double kappa, double alpha) {
    double standardError = StrictMath.sqrt(floored.variance());
    double q = Anytime.twoSidedQuantile(kappa, alpha);
    double logE = Anytime.logE(floored.difference() / standardError, kappa);
    double halfWidth = q * standardError;
    return new PairResult.AnytimePair(
        logE,
        Anytime.pValue(logE),
        new Interval(floored.difference() - halfWidth, floored.difference() + halfWidth),
        Fieller.lift(floored, q).orElse(null));
  }

  /** N of kappa: sum N_e pi_e (1 - pi_e) / [pi_1 (1 - pi_1)], pi_1 of the first epoch with both. */
  private static double effectiveUnits(List<EpochComparison> epochs) {
    double first = 0.0;
    double units = 0.0;
    for (EpochComparison epoch : epochs) {
      if (first == 0.0 && epoch.isPlanned()) {
        first = epoch.balance();
      }
      if (epoch.compares()) {
        units += epoch.units() * (epoch.balance() / first);
      }
    }
    return units;
  }

  private static boolean isReliable(Pooled means) {
    double least = RELIABLE_STANDARD_ERRORS * StrictMath.sqrt(means.baselineVariance());
    return means.control() != 0.0 && Math.abs(means.control()) >= least;
  }
}
