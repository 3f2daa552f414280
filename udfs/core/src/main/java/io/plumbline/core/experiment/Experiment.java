package io.plumbline.core.experiment;

import java.util.List;

/**
 * One experiment with its whole history.
 *
 * @param startedAt milliseconds since the epoch
 * @param stoppedAt milliseconds since the epoch; null: it goes on
 * @param salt of the assignment's hash; null: the assignment is not checked
 * @param srmAlpha lifetime chance of a false sample-ratio alarm
 * @param alpha of the effects' intervals
 * @param plannedUnits units of a treatment and its control for which the anytime intervals are
 *     tightest
 * @param dimensions attributes by which the results are cut
 * @param variants in configured order, exactly one of them the control
 * @param allocations in order of {@code effectiveAt}
 * @param knownFrom since when the configuration holds it, milliseconds since the epoch; {@link
 *     #ALWAYS}: from the beginning
 * @param stopKnownFrom since when it holds the stop
 */
public record Experiment(
    String key,
    ExperimentKind kind,
    String name,
    String hypothesis,
    String owner,
    String unitType,
    long startedAt,
    Long stoppedAt,
    String salt,
    String hashVersion,
    double srmAlpha,
    double alpha,
    long plannedUnits,
    CrossoverPolicy crossoverPolicy,
    List<String> dimensions,
    List<Variant> variants,
    List<Allocation> allocations,
    List<ExperimentMetric> metrics,
    long knownFrom,
    long stopKnownFrom) {

  /** What a file holds is known from the beginning. */
  public static final long ALWAYS = Long.MIN_VALUE;

  /** An experiment of which everything is known from the beginning. */
  public Experiment(
      String key,
      ExperimentKind kind,
      String name,
      String hypothesis,
      String owner,
      String unitType,
      long startedAt,
      Long stoppedAt,
      String salt,
      String hashVersion,
      double srmAlpha,
      double alpha,
      long plannedUnits,
      CrossoverPolicy crossoverPolicy,
      List<String> dimensions,
      List<Variant> variants,
      List<Allocation> allocations,
      List<ExperimentMetric> metrics) {
    this(
        key,
        kind,
        name,
        hypothesis,
        owner,
        unitType,
        startedAt,
        stoppedAt,
        salt,
        hashVersion,
        srmAlpha,
        alpha,
        plannedUnits,
        crossoverPolicy,
        dimensions,
        variants,
        allocations,
        metrics,
        ALWAYS,
        ALWAYS);
  }

  /** The same experiment with other metrics and times of knowledge. */
  Experiment with(List<ExperimentMetric> otherMetrics, long newKnownFrom, long newStopKnownFrom) {
    return new Experiment(
        key,
        kind,
        name,
        hypothesis,
        owner,
        unitType,
        startedAt,
        stoppedAt,
        salt,
        hashVersion,
        srmAlpha,
        alpha,
        plannedUnits,
        crossoverPolicy,
        dimensions,
        variants,
        allocations,
        otherMetrics,
        newKnownFrom,
        newStopKnownFrom);
  }

  /** The variant's place in the configured order, or -1 if there is none of this key. */
  public int variantIndex(String variantKey) {
    for (int i = 0; i < variants.size(); i++) {
      if (variants.get(i).key().equals(variantKey)) {
        return i;
      }
    }
    return -1;
  }

  public Variant control() {
    for (Variant variant : variants) {
      if (variant.isControl()) {
        return variant;
      }
    }
    throw new IllegalStateException("experiment " + key + " has no control");
  }

  /** Whether an exposure at this event time is one of the running experiment. */
  public boolean isRunningAt(long eventTime) {
    return startedAt <= eventTime && (stoppedAt == null || eventTime < stoppedAt);
  }
}
