package io.plumbline.core.unit;

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
 * @param changedAt visibility of the exposure that last changed enrollment or crossover
 * @param totals one a metric, in the experiment's order
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
