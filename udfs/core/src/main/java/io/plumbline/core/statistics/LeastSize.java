package io.plumbline.core.statistics;

import java.util.List;

/**
 * The size below which no call is made, since anytime intervals are asymptotic: in every arm 100
 * units and 300 that are not 0, or 30 successes and 30 failures (ours).
 *
 * <p>Where the small arm of an uneven split alone has a heavy tail, that is not enough: the
 * variance floor is the other arm's, and 300 values do not show the tail. So an arm whose values
 * have no bound and whose split is uneven needs as many values as 500 equal ones are worth, in
 * Kish's effective size T^2 / Q (Survey Sampling, 1965), or 4,000 whatever they are (ours).
 */
public final class LeastSize {
  /** Units that are not 0, in each arm. */
  public static final long NONZERO = 300;

  /** T^2 / Q in each arm, where values have no bound and the split is uneven. */
  public static final long EFFECTIVE_OF_OPEN = 500;

  /** Units that are not 0 in each arm, with which the same are called whatever they are. */
  public static final long NONZERO_OF_OPEN = 4000;

  private static final long UNITS = 100;
  private static final long OUTCOMES = 30;

  private LeastSize() {}

  /**
   * Whether both arms have reached it.
   *
   * @param epochs those that compare both
   */
  static boolean allowsCall(List<EpochComparison> epochs, ValueRange range) {
    boolean hidesTails =
        range == ValueRange.OPEN && epochs.stream().anyMatch(epoch -> !epoch.isEven());
    return isReached(epochs.stream().map(EpochComparison::control).toList(), range, hidesTails)
        && isReached(epochs.stream().map(EpochComparison::treatment).toList(), range, hidesTails);
  }

  private static boolean isReached(List<LinearArm> arms, ValueRange range, boolean hidesTails) {
    long units = arms.stream().mapToLong(LinearArm::units).sum();
    long nonzero = arms.stream().mapToLong(LinearArm::nonzeroUnits).sum();
    if (units < UNITS) {
      return false;
    }
    if (range.isBinary()) {
      return nonzero >= OUTCOMES && units - nonzero >= OUTCOMES;
    }
    return nonzero >= NONZERO && (!hidesTails || nonzero >= NONZERO_OF_OPEN || isEffective(arms));
  }

  /** By T^2 / Q, T = sum y, Q = sum y^2, of values before any adjustment. */
  private static boolean isEffective(List<LinearArm> arms) {
    double sum = 0.0;
    double squares = 0.0;
    for (LinearArm arm : arms) {
      double mean = arm.baseline();
      sum += arm.units() * mean;
      squares += arm.units() * mean * mean;
      if (arm.units() > 1) {
        squares += (arm.units() - 1) * arm.baselineVariance();
      }
    }
    return sum * sum >= EFFECTIVE_OF_OPEN * squares;
  }
}
