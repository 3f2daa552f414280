package io.plumbline.core.unit;

import io.plumbline.core.event.Exposure;
import io.plumbline.core.experiment.ExperimentPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Who enrols, who crosses over and who is refused among the exposures of one unit. */
final class Enrollment {
  private static final int NOBODY = -1;

  private final Membership standing;
  private final Showing enrolling;
  private final Showing crossover;
  private final Set<Showing> refused;

  private Enrollment(
      Membership standing, Showing enrolling, Showing crossover, Set<Showing> refused) {
    this.standing = standing;
    this.enrolling = enrolling;
    this.crossover = crossover;
    this.refused = refused;
  }

  /** Of a unit of which all exposures that matter are given, in order. */
  static Enrollment first(List<Showing> ordered) {
    Set<Showing> refused = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < ordered.size(); i++) {
      Showing showing = ordered.get(i);
      if (showing.enrols()) {
        return new Enrollment(
            null, showing, firstOther(showing.variant(), i + 1, ordered), refused);
      }
      refused.add(showing);
    }
    return new Enrollment(null, null, null, refused);
  }

  /**
   * Of a unit whose enrollment nothing can move any more: what was refused stays so.
   *
   * @param settledUntil a crossover before this time cannot move either
   * @param ordered the exposures from this time on that matter, in order
   */
  static Enrollment following(Membership before, long settledUntil, List<Showing> ordered) {
    boolean isSettled = before.crossoverAt() != null && before.crossoverAt() < settledUntil;
    Set<Showing> refused = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Showing> after = new ArrayList<>(ordered.size());
    for (Showing showing : ordered) {
      if (showing.wasRefused()) {
        refused.add(showing);
      } else if (showing.eventTime() >= before.enrolledAt()) {
        after.add(showing);
      }
    }
    Showing crossover = isSettled ? null : firstOther(before.variant(), 0, after);
    return new Enrollment(before, null, crossover, refused);
  }

  private static Showing firstOther(int variant, int from, List<Showing> ordered) {
    for (int i = from; i < ordered.size(); i++) {
      if (ordered.get(i).variant() != variant) {
        return ordered.get(i);
      }
    }
    return null;
  }

  /** Whether nobody has enrolled the unit yet. */
  boolean isNone() {
    return standing == null && enrolling == null;
  }

  boolean refuses(Showing showing) {
    return refused.contains(showing);
  }

  /** Whether it has to be kept, in case that something comes before it. */
  boolean needs(Showing showing) {
    return showing == enrolling || showing == crossover;
  }

  /**
   * The membership that follows; one whose enrollment has moved is without totals.
   *
   * @param before null if there was none
   */
  Membership membership(ExperimentPlan plan, Membership before) {
    if (standing != null) {
      boolean isNew = crossover != null && !crossover.isKnown();
      return isNew
          ? standing.withCrossover(
              crossover.eventTime(),
              crossover.variant(),
              Math.max(standing.changedAt(), crossover.visibleAt()))
          : standing;
    }
    Membership after =
        new Membership(
            before == null ? 0 : before.version(),
            enrolling.variant(),
            plan.epochAt(enrolling.eventTime()).index(),
            enrolling.eventTime(),
            ((Exposure) enrolling.input().event()).attributes(),
            crossover == null ? null : Long.valueOf(crossover.eventTime()),
            crossover == null ? NOBODY : crossover.variant(),
            crossover == null
                ? enrolling.visibleAt()
                : Math.max(enrolling.visibleAt(), crossover.visibleAt()),
            List.of());
    return before != null && after.sameStart(before) ? after.withTotals(before.totals()) : after;
  }
}
