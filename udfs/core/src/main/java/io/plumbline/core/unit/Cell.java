package io.plumbline.core.unit;

/**
 * Where a contribution is added up, within one experiment.
 *
 * <p>Every contribution is looked up by its cell, and a record's own equals and hashCode go through
 * method handles, which a profile of a job in JDK 17 shows to cost about half of its time. So those
 * of the cells that units change in are written out.
 */
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
      implements Cell {

    @Override
    public boolean equals(Object other) {
      return other instanceof Units that
          && epoch == that.epoch
          && variant == that.variant
          && day == that.day
          && hour == that.hour
          && segment.equals(that.segment)
          && dimension.equals(that.dimension);
    }

    @Override
    public int hashCode() {
      int hash = 31 * dimension.hashCode() + segment.hashCode();
      return (((31 * hash + epoch) * 31 + variant) * 31 + day) * 31 + hour;
    }
  }

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
      implements Cell {

    @Override
    public boolean equals(Object other) {
      return other instanceof Metric that
          && metric == that.metric
          && epoch == that.epoch
          && variant == that.variant
          && mature == that.mature
          && segment.equals(that.segment)
          && dimension.equals(that.dimension);
    }

    @Override
    public int hashCode() {
      int hash = 31 * dimension.hashCode() + segment.hashCode();
      return (((31 * hash + metric) * 31 + epoch) * 31 + variant) * 31 + (mature ? 1 : 0);
    }
  }

  /**
   * A count of the experiment's health.
   *
   * @param variant index in the configured order; -1: a variant that is not configured
   * @param counter one of the names in {@link HealthCounter}
   */
  record Health(int variant, String counter) implements Cell {

    @Override
    public boolean equals(Object other) {
      return other instanceof Health that
          && variant == that.variant
          && counter.equals(that.counter);
    }

    @Override
    public int hashCode() {
      return 31 * counter.hashCode() + variant;
    }
  }

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
