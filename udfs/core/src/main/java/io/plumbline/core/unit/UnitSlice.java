package io.plumbline.core.unit;

import io.plumbline.core.experiment.ExperimentCatalog;
import io.plumbline.core.experiment.ExperimentPlan;
import java.util.List;
import java.util.Map;

/** A unit on its way through the instants of one tick. */
final class UnitSlice {
  private final ExperimentCatalog catalog;
  private final boolean withMetrics;
  private final UnitId unit;
  private final UnitRecord start;
  private final UnitOutput out;

  private final Memberships memberships;
  private final Exclusions exclusions;
  private final Past past;
  private final UnitAccounts accounts;
  private final ExposureStep exposures;
  private final MetricEventStep metricEvents;

  UnitSlice(
      ExperimentCatalog catalog,
      boolean withMetrics,
      UnitId unit,
      UnitRecord start,
      long tick,
      UnitMemory memory,
      UnitOutput out) {
    this.catalog = catalog;
    this.withMetrics = withMetrics;
    this.unit = unit;
    this.start = start;
    this.out = out;
    this.memberships = new Memberships(catalog, unit, start.memberships());
    this.exclusions = new Exclusions(catalog, start.exclusions());
    this.past = new Past(memory, tick);
    this.accounts = new UnitAccounts(unit, tick, out);
    this.exposures =
        new ExposureStep(catalog, unit, memberships, exclusions, past, accounts, start.exposures());
    this.metricEvents =
        new MetricEventStep(
            catalog, unit, memberships, exclusions, past, accounts, memory, start.metricEvents());
  }

  /**
   * Takes what becomes visible from one instant to the next.
   *
   * @param newExposures in any order
   * @param newEvents in the order of counting
   */
  void apply(List<UnitInput> newExposures, List<UnitInput> newEvents, long from, long instant) {
    accounts.at(instant);
    if (!newExposures.isEmpty()) {
      Map<String, Membership> moved = exposures.apply(newExposures, from);
      if (withMetrics && !moved.isEmpty()) {
        metricEvents.countAnew(moved, from);
      }
    }
    metricEvents.apply(newEvents);
    if (withMetrics) {
      closeWindows(instant);
    }
    memberships.takeChanges(
        (plan, before) -> {
          Membership after = memberships.get(plan.key());
          new MembershipContributions(plan, unit, instant, withMetrics, out).emit(before, after);
          exclusions.emit(plan, before, after, instant, out);
        });
    exclusions.emitRest(memberships::get, instant, out);
  }

  UnitRecord finish() {
    memberships
        .before()
        .forEach(
            (key, before) -> {
              Membership after = memberships.get(key);
              if (!after.sameRow(before)) {
                Membership versioned = after.withVersion(after.version() + 1);
                memberships.put(catalog.plan(key), versioned);
                out.enrollment(version(catalog.plan(key), versioned));
              }
            });
    past.finish();
    return start.with(memberships.all(), exclusions.all(), exposures.today(), metricEvents.today());
  }

  private void closeWindows(long instant) {
    for (String key : memberships.experimentKeys()) {
      ExperimentPlan plan = catalog.plan(key);
      if (!plan.hasWindows() || instant > plan.lastInstant(catalog.horizon())) {
        continue;
      }
      Membership membership = memberships.get(key);
      for (int i = 0; i < plan.experiment().metrics().size(); i++) {
        if (!membership.total(i).mature()
            && Attribution.counts(plan, i, membership.enrolledAt())
            && Attribution.matureAt(plan, i, membership.enrolledAt()) <= instant) {
          memberships.putTotal(plan, i, memberships.get(key).total(i).matured());
        }
      }
    }
  }

  private EnrollmentVersion version(ExperimentPlan plan, Membership membership) {
    return new EnrollmentVersion(
        plan.key(),
        unit.type(),
        unit.id(),
        membership.version(),
        plan.variantKey(membership.variant()),
        membership.enrolledAt(),
        membership.epoch(),
        membership.attributes(),
        membership.crossoverAt(),
        membership.crossoverAt() == null ? null : plan.variantKey(membership.crossoverVariant()),
        MembershipContributions.expectedVariant(plan, membership, unit.id()),
        membership.changedAt());
  }
}
