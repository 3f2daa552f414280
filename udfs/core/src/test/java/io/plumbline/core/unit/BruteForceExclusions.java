package io.plumbline.core.unit;

import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.time.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is left out of one user, rule by rule, for {@link BruteForce}. */
final class BruteForceExclusions {
  private final Map<String, First> exposures = new TreeMap<>();
  private final TreeSet<String> metricEvents = new TreeSet<>();

  /** The first exposure by "experiment reason". */
  private record First(UnitInput input, int variant, long place) {}

  /** An exposure that the source has refused. */
  void exposure(ExperimentPlan plan, UnitInput input, int variant, Timing timing) {
    long place = Math.min(input.event().eventTime(), input.visibleAt());
    Long stop = plan.experiment().stoppedAt();
    if (variant < 0
        || place < plan.experiment().startedAt()
        || stop != null && place >= stop
        || stop != null && input.visibleAt() >= stop + timing.latenessMs()) {
      return;
    }
    exposures.merge(
        plan.key() + " " + input.refusal(),
        new First(input, variant, place),
        (a, b) -> BruteForce.BY_COUNTING.compare(a.input(), b.input()) <= 0 ? a : b);
  }

  /** A metric event that matters to the user's enrollment, by where it shows in the health. */
  void metricEvent(ExperimentPlan plan, String counter) {
    String reason = counter.replace("rejected:", "").replace("duplicates", "DUPLICATE");
    if (!reason.equals("late") && !reason.equals("SAMPLED")) {
      metricEvents.add(plan.key() + " " + reason);
    }
  }

  /**
   * @param enrolled null: the user is not
   */
  List<Cell> cells(ExperimentPlan plan, BruteForce.Place enrolled) {
    List<Cell> cells = new ArrayList<>();
    for (ExclusionTest test : ExclusionTest.values()) {
      String key = plan.key() + " " + test.reason();
      First first = test.isOfMetricEvents() ? null : exposures.get(key);
      if (first == null && !(test.isOfMetricEvents() && metricEvents.contains(key))) {
        continue;
      }
      cells.add(
          new Cell.Exclusion(
              test,
              plan.epochAt(enrolled == null ? first.place() : enrolled.enrolledAt()).index(),
              enrolled == null ? first.variant() : BruteForce.variant(plan, enrolled.first())));
    }
    return cells;
  }
}
