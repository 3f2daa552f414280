package io.plumbline.core.unit;

/** Where a contribution is added up, within one experiment. */
public sealed interface Cell {

  /** The whole of an experiment. */
  String ALL = "all";

  /** The segment of units that do not have the attribute. */
  String MISSING = "__missing__";

  /** The segment of values that came after the admitted ones. */
  String OTHER = "__other__";

  /**
   * Enrolled units.
   *
   * @param variant index in the configured order
   * @param day of the enrollment since 1970-01-01 UTC, on (all, all); 0 elsewhere
   * @param hour of that day, 0 to 23, on (all, all); 0 elsewhere; {@link #UNKNOWN_HOUR}: an earlier
   *     version wrote the cell
   */
  record Units(int epoch, String dimension, String segment, int variant, int day, int hour)
      implements Cell {}

  /** The hour of cells that were written before there was one. */
  int UNKNOWN_HOUR = -1;

  /**
   * A metric over units.
   *
   * @param metric index in the experiment's list
   * @param mature whether only units with a closed window are in
   */
  record Metric(
      int metric, int epoch, String dimension, String segment, int variant, boolean mature)
      implements Cell {}

  /**
   * A count of the experiment's health.
   *
   * @param variant index in the configured order; -1: a variant that is not configured
   * @param counter one of the names in {@link HealthCounter}
   */
  record Health(int variant, String counter) implements Cell {}

  /**
   * Units that a test has left events out of.
   *
   * @param epoch of the enrollment; of the event where the unit is not enrolled
   * @param variant that goes with it, index in the configured order
   */
  record Exclusion(ExclusionTest test, int epoch, int variant) implements Cell {}

  /**
   * Units whose first crossover lies within their epoch of enrollment.
   *
   * @param from index of the variant of enrollment
   * @param to index of the variant they crossed over to
   */
  record Crossover(int epoch, int from, int to) implements Cell {}

  /**
   * Units whose variant is not the one that the assignment's hash gives, by epoch of enrollment.
   */
  record Mismatch(int epoch) implements Cell {}
}
