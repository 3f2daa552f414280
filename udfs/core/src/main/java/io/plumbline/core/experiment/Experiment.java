package io.plumbline.core.experiment;

import java.time.Instant;
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
 * @param dimensions attributes by which the results are cut, with those that were taken away
 * @param variants in configured order, exactly one of them the control; those that came later are
 *     the last
 * @param allocations in order of {@code effectiveAt}
 * @param metrics with those that were retired, each in its place
 * @param notes that ask for something to be done, in the order in which they act
 * @param knownFrom since when the configuration holds it, milliseconds since the epoch; {@link
 *     #ALWAYS}: from the beginning
 * @param stopKnownFrom since when it holds the stop
 * @param plannedStop the stop that was planned when the experiment started; null: none was
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
    List<Dimension> dimensions,
    List<Variant> variants,
    List<Allocation> allocations,
    List<ExperimentMetric> metrics,
    List<Note> notes,
    long knownFrom,
    long stopKnownFrom,
    Long plannedStop) {

  /** What a file holds is known from the beginning. */
  public static final long ALWAYS = Long.MIN_VALUE;

  /** No time that counts: before it everything has happened that ever will. */
  private static final long NEVER = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

  public Experiment {
    if (stopKnownFrom <= startedAt) {
      plannedStop = stoppedAt;
    }
  }

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
        dimensions.stream().map(Dimension::new).toList(),
        variants,
        allocations,
        metrics,
        List.of(),
        ALWAYS,
        ALWAYS,
        null);
  }

  /** A builder that begins with all that this one has. */
  public ExperimentBuilder but() {
    return new ExperimentBuilder(this);
  }

  /** What stands for an experiment that was taken back before it had started: nobody knows it. */
  public Experiment takenBack() {
    return but().startedAt(NEVER).knownFrom(NEVER).plannedToStopAt(null).build();
  }

  public boolean isTakenBack() {
    return knownFrom == NEVER;
  }

  /** Whether its results are cut by a dimension at an instant. */
  public boolean isCutBy(String dimension, long instant) {
    return dimensions.stream().anyMatch(d -> d.name().equals(dimension) && d.isInForceAt(instant));
  }

  /** How many variants there are at an instant: those that come later are the last. */
  public int variantsAt(long instant) {
    int count = 0;
    while (count < variants.size() && variants.get(count).validFrom() <= instant) {
      count++;
    }
    return count;
  }

  /**
   * A hash of the configuration that is in force at an instant: what is planned for later is no
   * part of it.
   */
  public String configVersion(long instant) {
    return ConfigVersion.of(this, instant);
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

  /** The same, if there is the variant at an instant already; else -1. */
  public int variantIndex(String variantKey, long instant) {
    int index = variantIndex(variantKey);
    return index >= 0 && variants.get(index).validFrom() <= instant ? index : -1;
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
