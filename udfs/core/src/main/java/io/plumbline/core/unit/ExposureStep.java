package io.plumbline.core.unit;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentCatalog;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.unit.UnitRecord.DayCount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Folds the exposures of a slice of time. Of all exposures visible by then that pass the other
 * checks, in the order (event time, id, content, visibility), the first whose variant has a share
 * in its epoch enrols the unit, and the first after it with another variant is its crossover. Those
 * before it are refused; a later arrival that makes them come after it takes that back.
 *
 * <p>Which exposures a later arrival needs: the enrolling one e, the crossover c, and the refused.
 * No other one d, which comes after e, can ever be one of these. An enrollment only moves to an
 * earlier place, so d stays behind it: it neither enrols nor is refused. Nor is it the crossover
 * after a move to e': if e has another variant than e', then e comes before d. If it has the same,
 * then either d has that variant too, or it has another than e, and then c comes before d.
 */
final class ExposureStep {
  private final ExperimentCatalog catalog;
  private final UnitId unit;
  private final Memberships memberships;
  private final Exclusions exclusions;
  private final Past past;
  private final UnitAccounts accounts;
  private final boolean keeps;
  private final List<LeftOut> leftOut = new ArrayList<>(0);
  private DayCount today;

  /** An exposure that a test looks at. */
  private record LeftOut(ExperimentPlan plan, UnitInput input, int variant, ExclusionTest test) {

    /** Where it stands in the experiment; a clock that ran ahead cannot place it. */
    long placedAt() {
      return Math.min(input.event().eventTime(), input.visibleAt());
    }
  }

  ExposureStep(
      ExperimentCatalog catalog,
      UnitId unit,
      Memberships memberships,
      Exclusions exclusions,
      Past past,
      UnitAccounts accounts,
      DayCount today) {
    this.catalog = catalog;
    this.unit = unit;
    this.memberships = memberships;
    this.exclusions = exclusions;
    this.past = past;
    this.accounts = accounts;
    this.keeps = catalog.timing().isOfLogs();
    this.today = today;
  }

  DayCount today() {
    return today;
  }

  /**
   * @param exposures all that become visible in the slice, in any order
   * @param from where the slice begins
   * @return what the memberships were whose past has to be counted anew, by experiment key; null
   *     for a unit that was not enrolled
   */
  Map<String, Membership> apply(List<UnitInput> exposures, long from) {
    List<Showing> passed = new ArrayList<>(exposures.size());
    for (UnitInput input : exposures) {
      check(input, passed);
    }
    List<Showing> within = passed.isEmpty() ? passed : withinLimit(passed);
    takeLeftOut();
    if (within.isEmpty()) {
      return Map.of();
    }
    Map<String, Membership> moved = new HashMap<>();
    if (within.size() == 1) {
      place(catalog.plan(experimentKey(within.get(0).input())), within, from, moved);
      return moved;
    }
    Map<String, List<Showing>> byExperiment = new TreeMap<>();
    for (Showing showing : within) {
      byExperiment
          .computeIfAbsent(experimentKey(showing.input()), key -> new ArrayList<>(2))
          .add(showing);
    }
    byExperiment.forEach((key, showings) -> place(catalog.plan(key), showings, from, moved));
    return moved;
  }

  /** The checks that look at one exposure alone. */
  private void check(UnitInput input, List<Showing> passed) {
    Exposure exposure = (Exposure) input.event();
    ExperimentPlan plan = catalog.plan(exposure.experimentKey(), input.visibleAt());
    if (input.refusal() != null) {
      showRefused(input, plan);
      return;
    }
    if (plan == null) {
      if (isFirstIdentity(exposure)) {
        accounts.reject(
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
    int variant = experiment.variantIndex(exposure.variantKey(), input.visibleAt());
    if (variant < 0) {
      refuse(
          input,
          plan,
          RejectReason.UNKNOWN_VARIANT,
          "experiment '" + plan.key() + "' has no variant '" + exposure.variantKey() + "'");
    } else if (!experiment.isRunningAt(exposure.eventTime())) {
      refuse(
          input,
          plan,
          RejectReason.OUTSIDE_EXPERIMENT,
          "experiment '" + plan.key() + "' was not running at the event's time");
    } else if (isForgotten(experiment, input)) {
      refuse(
          input,
          plan,
          RejectReason.TOO_LATE,
          "experiment '" + plan.key() + "' stopped so long ago that its units may be forgotten");
    } else {
      passed.add(Showing.fresh(plan, variant, input));
    }
  }

  /** What the source has refused is counted there; here it shows in the experiment's health. */
  private void showRefused(UnitInput input, ExperimentPlan plan) {
    Exposure exposure = (Exposure) input.event();
    String unitType = plan == null ? null : plan.experiment().unitType();
    boolean answers =
        exposure.identities().containsKey(unitType == null ? "" : unitType)
            ? unit.type().equals(unitType)
            : isFirstIdentity(exposure);
    if (plan != null && answers) {
      int variant = plan.experiment().variantIndex(exposure.variantKey(), input.visibleAt());
      for (String counter : HealthCounter.ofRejected(input.refusal())) {
        accounts.health(plan, variant, counter, 1);
      }
      if (unit.type().equals(unitType)) {
        leaveOut(plan, input, variant, input.refusal());
      }
    }
  }

  /** Only where it would have counted, and not after the units may be forgotten. */
  private void leaveOut(ExperimentPlan plan, UnitInput input, int variant, RejectReason reason) {
    ExclusionTest test = ExclusionTest.ofExposure(reason);
    if (test == null || variant < 0) {
      return;
    }
    LeftOut next = new LeftOut(plan, input, variant, test);
    if (plan.experiment().isRunningAt(next.placedAt()) && !isForgotten(plan.experiment(), input)) {
      leftOut.add(next);
    }
  }

  private void takeLeftOut() {
    if (leftOut.size() > 1) {
      leftOut.sort(UnitInput.countingOrder(LeftOut::input));
    }
    for (LeftOut each : leftOut) {
      exclusions.addExposure(each.plan(), each.test(), each.variant(), each.placedAt());
    }
    leftOut.clear();
  }

  /** Only of an exposure from a partition that was idle: all others come in time. */
  private boolean isForgotten(Experiment experiment, UnitInput input) {
    Long stoppedAt = experiment.stoppedAt();
    return stoppedAt != null && input.visibleAt() >= catalog.timing().acceptedUntil(stoppedAt);
  }

  /** The order of counting matters only where some are too many. */
  private List<Showing> withinLimit(List<Showing> passed) {
    DayCount all = today.plus(passed.get(0).visibleAt(), passed.size());
    if (all.count() <= UnitAccounts.EVENTS_PER_DAY) {
      today = all;
      return passed;
    }
    List<Showing> within = new ArrayList<>();
    passed.sort(UnitInput.countingOrder(Showing::input));
    for (Showing showing : passed) {
      today = today.plus(showing.visibleAt(), 1);
      if (today.count() <= UnitAccounts.EVENTS_PER_DAY) {
        within.add(showing);
      } else {
        ExperimentPlan plan = catalog.plan(experimentKey(showing.input()));
        refuse(showing.input(), plan, RejectReason.UNIT_LIMIT, UnitAccounts.limit("exposures"));
        leaveOut(plan, showing.input(), showing.variant(), RejectReason.UNIT_LIMIT);
      }
    }
    return within;
  }

  private void place(
      ExperimentPlan plan, List<Showing> fresh, long from, Map<String, Membership> moved) {
    Membership before = memberships.of(plan);
    long keptFrom = keeps ? from - catalog.timing().latenessMs() : Long.MIN_VALUE;
    List<Showing> ordered = new ArrayList<>(fresh);
    boolean looksBack = keeps && looksBack(before, fresh, from);
    if (looksBack) {
      past.forEach(
          keptFrom,
          kept -> {
            if (kept instanceof Kept.Exposed e && experimentKey(e.input()).equals(plan.key())) {
              ordered.add(Showing.known(plan, e));
            }
          });
    }
    Showing.sort(ordered);
    long settledUntil = looksBack ? keptFrom : Long.MAX_VALUE;
    Enrollment enrollment =
        before != null && before.enrolledAt() < settledUntil
            ? Enrollment.following(before, settledUntil, ordered)
            : Enrollment.first(ordered);
    if (enrollment.isNone()) {
      fresh.forEach(showing -> refuseSwitchedOff(plan, showing));
      return;
    }
    Membership after = enrollment.membership(plan, before);
    if (!after.equals(before)) {
      memberships.put(plan, after);
    }
    if (before == null ? after.enrolledAt() < from : !after.sameStart(before)) {
      moved.put(plan.key(), before);
    }
    fresh.forEach(showing -> settle(plan, showing, enrollment));
    if (looksBack) {
      takeBack(plan, ordered, enrollment);
    }
  }

  /** Whether any exposure may come before one that has been counted. */
  private static boolean looksBack(Membership before, List<Showing> fresh, long from) {
    for (Showing showing : fresh) {
      long time = showing.eventTime();
      if (before == null) {
        if (time < from) {
          return true;
        }
      } else if (time <= before.enrolledAt()
          || before.crossoverAt() != null
              && showing.variant() != before.variant()
              && time <= before.crossoverAt()) {
        return true;
      }
    }
    return false;
  }

  private void settle(ExperimentPlan plan, Showing showing, Enrollment enrollment) {
    if (enrollment.refuses(showing)) {
      refuseSwitchedOff(plan, showing);
      return;
    }
    accounts.count(showing.input(), Disposition.APPLIED, null);
    healthOfApplied(plan, showing);
    if (keeps && enrollment.needs(showing)) {
      past.keep(new Kept.Exposed(showing.input(), false));
    }
  }

  private void refuseSwitchedOff(ExperimentPlan plan, Showing showing) {
    String variant = plan.variantKey(showing.variant());
    refuse(
        showing.input(),
        plan,
        RejectReason.UNKNOWN_VARIANT,
        "variant '" + variant + "' of '" + plan.key() + "' is switched off");
    if (keeps) {
      past.keep(new Kept.Exposed(showing.input(), true));
    }
  }

  /** Exposures that were refused, and now come after the enrolling one, are applied after all. */
  private void takeBack(ExperimentPlan plan, List<Showing> ordered, Enrollment enrollment) {
    Set<UnitInput> applied = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Showing showing : ordered) {
      if (showing.wasRefused() && !enrollment.refuses(showing)) {
        applied.add(showing.input());
        accounts.recountAsApplied(showing.input().position(), RejectReason.UNKNOWN_VARIANT);
        String refused = HealthCounter.rejected(RejectReason.UNKNOWN_VARIANT);
        accounts.health(plan, showing.variant(), refused, -1);
        healthOfApplied(plan, showing);
      }
    }
    if (!applied.isEmpty()) {
      past.replace(
          Long.MIN_VALUE,
          kept ->
              kept instanceof Kept.Exposed e && applied.contains(e.input())
                  ? new Kept.Exposed(e.input(), false)
                  : kept);
    }
  }

  private void healthOfApplied(ExperimentPlan plan, Showing showing) {
    accounts.health(plan, showing.variant(), HealthCounter.EXPOSURES, 1);
  }

  /** Rejects an exposure of an experiment, in its health too. */
  private void refuse(UnitInput input, ExperimentPlan plan, RejectReason reason, String detail) {
    String variantKey = ((Exposure) input.event()).variantKey();
    int variant = plan.experiment().variantIndex(variantKey, input.visibleAt());
    for (String counter : HealthCounter.ofRejected(reason)) {
      accounts.health(plan, variant, counter, 1);
    }
    accounts.reject(input, reason, detail);
  }

  private boolean isFirstIdentity(Event event) {
    return event.unitIds().isEmpty() || event.identities().firstKey().equals(unit.type());
  }

  private static String experimentKey(UnitInput input) {
    return ((Exposure) input.event()).experimentKey();
  }
}
