package io.plumbline.core.unit;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.Epoch;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentCatalog;
import io.plumbline.core.experiment.ExperimentCatalog.MetricUse;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricKind;
import io.plumbline.core.unit.UnitRecord.DayCount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A unit on its way through the instants of one tick. */
final class UnitSlice {

  /** More events of a unit in a UTC day than any human makes. */
  static final long EVENTS_PER_DAY = 100_000;

  private final ExperimentCatalog catalog;
  private final boolean withMetrics;
  private final UnitId unit;
  private final UnitRecord start;
  private final long tick;
  private final SeenIds seen;
  private final UnitOutput out;

  private final Map<String, Membership> memberships;
  private final Map<String, Membership> beforeInstant = new TreeMap<>();
  private final Map<String, Membership> beforeTick = new TreeMap<>();
  private DayCount exposures;
  private DayCount metricEvents;
  private long instant;

  UnitSlice(
      ExperimentCatalog catalog,
      boolean withMetrics,
      UnitId unit,
      UnitRecord start,
      long tick,
      SeenIds seen,
      UnitOutput out) {
    this.catalog = catalog;
    this.withMetrics = withMetrics;
    this.unit = unit;
    this.start = start;
    this.tick = tick;
    this.seen = seen;
    this.out = out;
    this.memberships = new HashMap<>(start.memberships());
    this.exposures = start.exposures();
    this.metricEvents = start.metricEvents();
  }

  void apply(List<UnitInput> newExposures, List<UnitInput> newEvents, long atInstant) {
    instant = atInstant;
    for (UnitInput input : newExposures) {
      expose(input, (Exposure) input.event());
    }
    for (UnitInput input : newEvents) {
      count(input, (MetricEvent) input.event());
    }
    if (withMetrics) {
      closeWindows();
    }
    beforeInstant.forEach(
        (key, before) ->
            new MembershipContributions(catalog.plan(key), unit, instant, out)
                .emit(before, memberships.get(key)));
    beforeInstant.clear();
  }

  UnitRecord finish() {
    beforeTick.forEach(
        (key, before) -> {
          Membership after = memberships.get(key);
          if (!after.sameEnrollment(before)) {
            Membership versioned = after.withVersion(after.version() + 1);
            memberships.put(key, versioned);
            out.enrollment(version(catalog.plan(key), versioned));
          }
        });
    return new UnitRecord(Map.copyOf(memberships), exposures, metricEvents);
  }

  private void expose(UnitInput input, Exposure exposure) {
    ExperimentPlan plan = catalog.plan(exposure.experimentKey());
    if (plan == null) {
      if (isFirstIdentity(exposure)) {
        reject(
            input,
            RejectReason.UNKNOWN_EXPERIMENT,
            "no experiment '" + exposure.experimentKey() + "' in the configuration");
      }
      return;
    }
    Experiment experiment = plan.experiment();
    if (!experiment.unitType().equals(unit.type())) {
      if (isFirstIdentity(exposure) && !exposure.identities().containsKey(experiment.unitType())) {
        refuse(
            input,
            plan,
            RejectReason.MISSING_UNIT,
            "experiment '"
                + plan.key()
                + "' randomises '"
                + experiment.unitType()
                + "', which is not among the identities "
                + exposure.identities().keySet());
      }
      return;
    }
    int variant = experiment.variantIndex(exposure.variantKey());
    if (variant < 0) {
      refuse(
          input,
          plan,
          RejectReason.UNKNOWN_VARIANT,
          "experiment '" + plan.key() + "' has no variant '" + exposure.variantKey() + "'");
      return;
    }
    if (!experiment.isRunningAt(exposure.eventTime())) {
      refuse(
          input,
          plan,
          RejectReason.OUTSIDE_EXPERIMENT,
          "experiment '" + plan.key() + "' was not running at the event's time");
      return;
    }
    exposures = exposures.plus(input.visibleAt());
    if (exposures.count() > EVENTS_PER_DAY) {
      refuse(input, plan, RejectReason.UNIT_LIMIT, limit("exposures"));
      return;
    }
    Membership membership = memberships.get(plan.key());
    if (membership == null) {
      Epoch epoch = plan.epochAt(exposure.eventTime());
      if (!epoch.enrollable()[variant]) {
        refuse(
            input,
            plan,
            RejectReason.UNKNOWN_VARIANT,
            "variant '" + exposure.variantKey() + "' of '" + plan.key() + "' is switched off");
        return;
      }
      update(plan, enroll(plan, exposure, variant, epoch, input.visibleAt()));
    } else if (membership.variant() != variant && membership.crossoverAt() == null) {
      update(plan, membership.withCrossover(exposure.eventTime(), variant, input.visibleAt()));
    }
    account(input, Disposition.APPLIED, null);
    health(plan, variant, HealthCounter.EXPOSURES);
    if (input.visibleAt() > exposure.eventTime()) {
      health(plan, variant, HealthCounter.LATE);
    }
  }

  private Membership enroll(
      ExperimentPlan plan, Exposure exposure, int variant, Epoch epoch, long visibleAt) {
    List<MetricTotal> totals = new ArrayList<>();
    if (withMetrics) {
      for (int i = 0; i < plan.experiment().metrics().size(); i++) {
        totals.add(MetricTotal.NONE);
      }
    }
    return new Membership(
        0,
        variant,
        epoch.index(),
        exposure.eventTime(),
        exposure.attributes(),
        null,
        -1,
        visibleAt,
        List.copyOf(totals));
  }

  private void count(UnitInput input, MetricEvent event) {
    boolean accountable = isAccountable(event);
    List<MetricUse> uses = catalog.uses(event.eventName());
    if (uses.isEmpty()) {
      accountIf(accountable, input, Disposition.UNMATCHED);
      return;
    }
    String refusal = refusal(event, uses);
    if (refusal != null) {
      rejectEvent(input, event, uses, accountable, RejectReason.VALUE_OUT_OF_RANGE, refusal);
      return;
    }
    metricEvents = metricEvents.plus(input.visibleAt());
    if (metricEvents.count() > EVENTS_PER_DAY) {
      rejectEvent(input, event, uses, accountable, RejectReason.UNIT_LIMIT, limit("metric events"));
      return;
    }
    List<MetricUse> matching = matching(event, uses);
    if (!seen.add(event.eventId(), event.eventTime())) {
      matching.forEach(use -> updateTotal(use, total(use).plusDuplicate()));
      enrolled(uses, event).forEach(plan -> health(plan, HealthCounter.DUPLICATES));
      accountIf(accountable, input, Disposition.DUPLICATE);
      return;
    }
    List<Long> sums = new ArrayList<>();
    for (MetricUse use : matching) {
      OptionalLong sum = sumWith(use, event);
      if (sum.isEmpty()) {
        rejectEvent(
            input,
            event,
            uses,
            accountable,
            RejectReason.VALUE_OUT_OF_RANGE,
            "the unit's total of metric '"
                + metric(use).key()
                + "' would exceed 2^62 in units of"
                + " its last decimal");
        return;
      }
      sums.add(sum.getAsLong());
    }
    for (int i = 0; i < matching.size(); i++) {
      updateTotal(matching.get(i), total(matching.get(i)).plusEvent(sums.get(i)));
    }
    if (input.visibleAt() > event.eventTime()) {
      enrolled(matching, event).forEach(plan -> health(plan, HealthCounter.LATE));
    }
    accountIf(accountable, input, matching.isEmpty() ? Disposition.UNMATCHED : Disposition.APPLIED);
  }

  /** Why the event's value cannot be taken; null if it can. */
  private static String refusal(MetricEvent event, List<MetricUse> uses) {
    if (event.value() == null) {
      return null;
    }
    if (!Double.isFinite(event.value())) {
      return "value is " + event.value() + "; finite values are allowed";
    }
    for (MetricUse use : uses) {
      if (metric(use).kind() == MetricKind.SUM
          && MetricTotal.plus(0, event.value(), use.plan().scale(use.metric())).isEmpty()) {
        return "value is "
            + event.value()
            + "; metric '"
            + metric(use).key()
            + "' takes finite values up to 2^62 in units of its last decimal";
      }
    }
    return null;
  }

  private List<MetricUse> matching(MetricEvent event, List<MetricUse> uses) {
    List<MetricUse> matching = new ArrayList<>(uses.size());
    for (MetricUse use : uses) {
      Membership membership = membership(use.plan());
      if (membership != null
          && metric(use).accepts(event.attributes())
          && Attribution.isInWindow(
              use.plan(), use.metric(), membership.enrolledAt(), event.eventTime())) {
        matching.add(use);
      }
    }
    return matching;
  }

  private OptionalLong sumWith(MetricUse use, MetricEvent event) {
    long sum = total(use).sum();
    return metric(use).kind() == MetricKind.SUM
        ? MetricTotal.plus(sum, event.value(), use.plan().scale(use.metric()))
        : OptionalLong.of(sum);
  }

  private void closeWindows() {
    for (String key : List.copyOf(memberships.keySet())) {
      ExperimentPlan plan = catalog.plan(key);
      if (instant > plan.lastInstant(catalog.horizon())) {
        continue;
      }
      Membership membership = memberships.get(key);
      for (int i = 0; i < membership.totals().size(); i++) {
        if (!membership.totals().get(i).mature()
            && Attribution.matureAt(plan, i, membership.enrolledAt()) <= instant) {
          MetricUse use = new MetricUse(plan, i);
          updateTotal(use, total(use).matured());
        }
      }
    }
  }

  private MetricTotal total(MetricUse use) {
    return memberships.get(use.plan().key()).totals().get(use.metric());
  }

  private void updateTotal(MetricUse use, MetricTotal total) {
    Membership membership = memberships.get(use.plan().key());
    List<MetricTotal> totals = new ArrayList<>(membership.totals());
    totals.set(use.metric(), total);
    update(use.plan(), membership.withTotals(List.copyOf(totals)));
  }

  private void update(ExperimentPlan plan, Membership membership) {
    Membership before = memberships.put(plan.key(), membership);
    if (!beforeInstant.containsKey(plan.key())) {
      beforeInstant.put(plan.key(), before);
    }
    if (!beforeTick.containsKey(plan.key())) {
      beforeTick.put(plan.key(), start.memberships().get(plan.key()));
    }
  }

  /** The unit's membership, if the experiment randomises units of its type and has it. */
  private Membership membership(ExperimentPlan plan) {
    return plan.experiment().unitType().equals(unit.type()) ? memberships.get(plan.key()) : null;
  }

  /** The experiments that ask for an event, and in which the unit was when it happened. */
  private List<ExperimentPlan> enrolled(List<MetricUse> uses, MetricEvent event) {
    List<ExperimentPlan> plans = new ArrayList<>();
    for (MetricUse use : uses) {
      Membership membership = membership(use.plan());
      if (membership != null
          && membership.enrolledAt() <= event.eventTime()
          && !plans.contains(use.plan())) {
        plans.add(use.plan());
      }
    }
    return plans;
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

  private boolean isFirstIdentity(Event event) {
    return event.unitIds().isEmpty() || event.identities().firstKey().equals(unit.type());
  }

  /** Whether this identity answers for the event in the counts of the job. */
  private boolean isAccountable(MetricEvent event) {
    if (event.unitIds().isEmpty()) {
      return true;
    }
    var types = event.identities().keySet();
    for (String type : types) {
      if (catalog.usesUnitType(type)) {
        return type.equals(unit.type());
      }
    }
    return types.iterator().next().equals(unit.type());
  }

  private void rejectEvent(
      UnitInput input,
      MetricEvent event,
      List<MetricUse> uses,
      boolean accountable,
      RejectReason reason,
      String detail) {
    enrolled(uses, event).forEach(plan -> health(plan, HealthCounter.rejected(reason)));
    if (accountable) {
      reject(input, reason, detail);
    }
  }

  /** Rejects an exposure of an experiment, in its health too. */
  private void refuse(UnitInput input, ExperimentPlan plan, RejectReason reason, String detail) {
    int variant = plan.experiment().variantIndex(((Exposure) input.event()).variantKey());
    health(plan, variant, HealthCounter.rejected(reason));
    reject(input, reason, detail);
  }

  private void reject(UnitInput input, RejectReason reason, String detail) {
    account(input, Disposition.REJECTED, reason);
    Event event = input.event();
    Exposure exposure = event instanceof Exposure e ? e : null;
    out.reject(
        new Rejection(
            tick,
            reason,
            detail,
            input.position(),
            exposure == null ? null : exposure.experimentKey(),
            exposure == null ? null : exposure.variantKey(),
            unit.id(),
            event instanceof MetricEvent metricEvent ? metricEvent.eventName() : null,
            event.eventTime(),
            event.content()));
  }

  private void accountIf(boolean accountable, UnitInput input, Disposition disposition) {
    if (accountable) {
      account(input, disposition, null);
    }
  }

  private void account(UnitInput input, Disposition disposition, RejectReason reason) {
    out.count(RecordCount.of(tick, input.position(), disposition, reason));
  }

  private void health(ExperimentPlan plan, String counter) {
    health(plan, memberships.get(plan.key()).variant(), counter);
  }

  private void health(ExperimentPlan plan, int variant, String counter) {
    ExactMoments one = new ExactMoments();
    one.addUnits(1);
    out.contribution(new Contribution(plan.key(), instant, new Cell.Health(variant, counter), one));
  }

  private static Metric metric(MetricUse use) {
    return use.plan().metric(use.metric()).metric();
  }

  private static String limit(String what) {
    return "more than " + EVENTS_PER_DAY + " " + what + " of one unit in a UTC day";
  }
}
