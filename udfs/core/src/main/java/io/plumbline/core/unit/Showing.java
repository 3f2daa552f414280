package io.plumbline.core.unit;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.experiment.ExperimentPlan;
import java.util.Comparator;
import java.util.List;

/**
 * An exposure of an experiment that may count, but for its place among the others.
 *
 * @param variant index in the configured order
 * @param enrols whether a unit may be enrolled by it: its variant has a share in its epoch
 * @param isKnown whether it was counted before, in whatever way
 * @param wasRefused whether it was counted as refused
 */
record Showing(UnitInput input, int variant, boolean enrols, boolean isKnown, boolean wasRefused) {

  static Showing fresh(ExperimentPlan plan, int variant, UnitInput input) {
    return new Showing(input, variant, enrols(plan, variant, input), false, false);
  }

  static Showing known(ExperimentPlan plan, Kept.Exposed kept) {
    String key = ((Exposure) kept.input().event()).variantKey();
    int variant = plan.experiment().variantIndex(key);
    return new Showing(
        kept.input(), variant, enrols(plan, variant, kept.input()), true, kept.refused());
  }

  private static boolean enrols(ExperimentPlan plan, int variant, UnitInput input) {
    return plan.epochAt(input.event().eventTime()).enrollable()[variant];
  }

  /** The order of enrollment: event time, id, content, visibility. */
  static void sort(List<Showing> showings) {
    if (showings.size() > 1) {
      Comparator<Event> byContent = Event.byContent();
      showings.sort(
          Comparator.comparingLong(Showing::eventTime)
              .thenComparing(s -> s.input().event().id())
              .thenComparing(s -> s.input().event(), byContent)
              .thenComparingLong(Showing::visibleAt));
    }
  }

  long eventTime() {
    return input.event().eventTime();
  }

  long visibleAt() {
    return input.visibleAt();
  }
}
