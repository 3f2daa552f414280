package io.plumbline.core.unit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A unit in an experiment.
 *
 * @param version of the enrollment as last emitted; 0: not yet
 * @param variant index of the variant of the enrollment
 * @param epoch of the enrollment
 * @param enrolledAt event time of the enrolling exposure
 * @param attributes of the enrolling exposure
 * @param crossoverAt event time of the first exposure to another variant; null: none
 * @param crossoverVariant its index; -1: none
 * @param changedAt the later visibility of the enrolling exposure and that of the crossover
 * @param totals one a metric, in the experiment's order; may be shorter: the rest is nothing
 */
public record Membership(
    int version,
    int variant,
    int epoch,
    long enrolledAt,
    Map<String, String> attributes,
    Long crossoverAt,
    int crossoverVariant,
    long changedAt,
    List<MetricTotal> totals) {

  Membership withVersion(int next) {
    return new Membership(
        next,
        variant,
        epoch,
        enrolledAt,
        attributes,
        crossoverAt,
        crossoverVariant,
        changedAt,
        totals);
  }

  Membership withCrossover(long at, int toVariant, long visibleAt) {
    return new Membership(
        version, variant, epoch, enrolledAt, attributes, at, toVariant, visibleAt, totals);
  }

  Membership withTotals(List<MetricTotal> next) {
    return new Membership(
        version,
        variant,
        epoch,
        enrolledAt,
        attributes,
        crossoverAt,
        crossoverVariant,
        changedAt,
        next);
  }

  /** What the unit did towards a metric; one that was added later has nothing. */
  MetricTotal total(int metric) {
    return metric < totals.size() ? totals.get(metric) : MetricTotal.NONE;
  }

  Membership withTotal(int metric, MetricTotal total) {
    List<MetricTotal> next = new ArrayList<>(totals);
    while (next.size() <= metric) {
      next.add(MetricTotal.NONE);
    }
    next.set(metric, total);
    return withTotals(List.copyOf(next));
  }

  /** Whether the same events count for both. */
  boolean sameStart(Membership other) {
    return variant == other.variant && epoch == other.epoch && enrolledAt == other.enrolledAt;
  }

  /** Whether the other has the same row in the table of enrollments. */
  boolean sameRow(Membership other) {
    return other != null && sameEnrollment(other) && changedAt == other.changedAt;
  }

  boolean sameEnrollment(Membership other) {
    return other != null
        && variant == other.variant
        && epoch == other.epoch
        && enrolledAt == other.enrolledAt
        && crossoverVariant == other.crossoverVariant
        && attributes.equals(other.attributes)
        && Objects.equals(crossoverAt, other.crossoverAt);
  }
}
