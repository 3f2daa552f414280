package io.plumbline.core.unit;

import io.plumbline.core.assignment.Assignment;
import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.CrossoverPolicy;
import io.plumbline.core.experiment.Dimension;
import io.plumbline.core.experiment.Epoch;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.experiment.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a unit adds to the cells of an experiment, and how that changes. */
final class MembershipContributions {

  private static final long HOUR_MS = 3_600_000L;
  private static final int HOURS_OF_DAY = 24;

  private record Segment(String dimension, String value) {}

  private final ExperimentPlan plan;
  private final UnitId unit;
  private final long instant;
  private final boolean withMetrics;
  private final UnitOutput out;

  MembershipContributions(
      ExperimentPlan plan, UnitId unit, long instant, boolean withMetrics, UnitOutput out) {
    this.plan = plan;
    this.unit = unit;
    this.instant = instant;
    this.withMetrics = withMetrics;
    this.out = out;
  }

  /**
   * Emits the difference between two states of a membership.
   *
   * @param before null if the unit was not enrolled
   */
  void emit(Membership before, Membership after) {
    if (after.sameEnrollment(before)) {
      emitMetrics(before, after);
      return;
    }
    if (before != null) {
      emitEnrollment(before, -1);
      emitMetrics(before, null);
    }
    emitEnrollment(after, 1);
    emitMetrics(null, after);
  }

  /** The variant that the assignment's hash gives the unit; null: none, or no salt is known. */
  static String expectedVariant(ExperimentPlan plan, Membership membership, String unitId) {
    Experiment experiment = plan.experiment();
    if (experiment.salt() == null) {
      return null;
    }
    Epoch epoch = plan.epochs().get(membership.epoch());
    List<String> variants = new ArrayList<>();
    experiment.variants().forEach(v -> variants.add(v.key()));
    return Assignment.assign(
            unitId,
            experiment.salt(),
            experiment.hashVersion(),
            variants,
            epoch.weights(),
            epoch.traffic())
        .orElse(null);
  }

  private void emitEnrollment(Membership membership, int sign) {
    long hours = Math.floorDiv(membership.enrolledAt(), HOUR_MS);
    int day = (int) Math.floorDiv(hours, HOURS_OF_DAY);
    int hour = Math.floorMod(hours, HOURS_OF_DAY);
    for (Segment segment : segments(membership)) {
      boolean whole = segment.dimension().equals(Cell.ALL);
      emit(
          new Cell.Units(
              membership.epoch(),
              segment.dimension(),
              segment.value(),
              membership.variant(),
              whole ? day : 0,
              whole ? hour : 0),
          units(sign));
    }
    if (membership.crossoverAt() != null) {
      emit(new Cell.Health(membership.variant(), HealthCounter.CROSSOVERS), units(sign));
      if (plan.epochAt(membership.crossoverAt()).index() == membership.epoch()) {
        emit(
            new Cell.Crossover(
                membership.epoch(), membership.variant(), membership.crossoverVariant()),
            units(sign));
      }
    }
    if (plan.experiment().salt() != null
        && !Objects.equals(
            expectedVariant(plan, membership, unit.id()), plan.variantKey(membership.variant()))) {
      emit(new Cell.Health(membership.variant(), HealthCounter.MISMATCHES), units(sign));
      emit(new Cell.Mismatch(membership.epoch()), units(sign));
    }
  }

  /** Both are of one enrollment, or one of them is null. */
  private void emitMetrics(Membership before, Membership after) {
    Membership placed = after == null ? before : after;
    if (!withMetrics) {
      return;
    }
    if (plan.experiment().crossoverPolicy() == CrossoverPolicy.EXCLUDE
        && placed.crossoverAt() != null) {
      return;
    }
    List<Segment> segments = null;
    for (int i = 0; i < plan.experiment().metrics().size(); i++) {
      MetricTotal from = before == null ? null : before.total(i);
      MetricTotal to = after == null ? null : after.total(i);
      if (Objects.equals(from, to) || !Attribution.counts(plan, i, placed.enrolledAt())) {
        continue;
      }
      segments = segments == null ? segments(placed) : segments;
      Metric definition = plan.metric(i).metric();
      if (!definition.matureOnly() || definition.windowMs() == null) {
        emitMetric(placed, segments, i, false, from, to);
      }
      MetricTotal matureFrom = from != null && from.mature() ? from : null;
      MetricTotal matureTo = to != null && to.mature() ? to : null;
      if (matureFrom != null || matureTo != null) {
        emitMetric(placed, segments, i, true, matureFrom, matureTo);
      }
    }
  }

  private void emitMetric(
      Membership placed,
      List<Segment> segments,
      int metric,
      boolean mature,
      MetricTotal from,
      MetricTotal to) {
    ExactMoments amount = new ExactMoments();
    add(amount, metric, from, -1);
    add(amount, metric, to, 1);
    if (amount.isZero()) {
      return;
    }
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      boolean isLast = i == segments.size() - 1;
      emit(
          new Cell.Metric(
              metric,
              placed.epoch(),
              segment.dimension(),
              segment.value(),
              placed.variant(),
              mature),
          isLast ? amount : amount.copy());
    }
  }

  private void add(ExactMoments amount, int metric, MetricTotal total, int sign) {
    if (total == null) {
      return;
    }
    long number = total.number(plan.metric(metric).metric().kind(), plan.scale(metric));
    if (sign > 0) {
      amount.addUnit(number);
    } else {
      amount.removeUnit(number);
    }
    amount.addEvents(sign * total.events());
    amount.addDuplicates(sign * total.duplicates());
  }

  private List<Segment> segments(Membership membership) {
    List<Segment> segments = new ArrayList<>(1 + plan.experiment().dimensions().size());
    segments.add(new Segment(Cell.ALL, Cell.ALL));
    for (Dimension dimension : plan.experiment().dimensions()) {
      if (dimension.isInForceAt(membership.enrolledAt())) {
        String name = dimension.name();
        segments.add(new Segment(name, membership.attributes().getOrDefault(name, Cell.MISSING)));
      }
    }
    return segments;
  }

  private static ExactMoments units(long count) {
    ExactMoments amount = new ExactMoments();
    amount.addUnits(count);
    return amount;
  }

  private void emit(Cell cell, ExactMoments amount) {
    out.contribution(new Contribution(plan.key(), instant, cell, amount));
  }
}
