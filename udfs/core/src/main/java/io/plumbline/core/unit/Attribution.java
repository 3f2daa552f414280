package io.plumbline.core.unit;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.experiment.Metric;

/**
 * Which events count for an enrollment: those with {@code enrolled_at + delay <= event_time <
 * enrolled_at + delay + window}, and without a window those before the experiment's stop. Windows
 * are not cut at the stop. A metric that was added later counts the units that were enrolled from
 * its {@code valid_from} on, and no others.
 */
final class Attribution {
  private Attribution() {}

  /** Whether the metric counts a unit that was enrolled at this time. */
  static boolean counts(ExperimentPlan plan, int metric, long enrolledAt) {
    return plan.metric(metric).metric().validFrom() <= enrolledAt;
  }

  static boolean isInWindow(ExperimentPlan plan, int metric, long enrolledAt, long eventTime) {
    Metric definition = plan.metric(metric).metric();
    if (definition.validFrom() > enrolledAt) {
      return false;
    }
    long opens = enrolledAt + definition.delayMs();
    if (eventTime < opens) {
      return false;
    }
    if (definition.windowMs() != null) {
      return eventTime < opens + definition.windowMs();
    }
    Experiment experiment = plan.experiment();
    return experiment.stoppedAt() == null || eventTime < experiment.stoppedAt();
  }

  /** When the window closes; {@link Long#MAX_VALUE} for a metric without one. */
  static long matureAt(ExperimentPlan plan, int metric, long enrolledAt) {
    Metric definition = plan.metric(metric).metric();
    return definition.windowMs() == null
        ? Long.MAX_VALUE
        : enrolledAt + definition.delayMs() + definition.windowMs();
  }

  /**
   * From when on nothing that happens matters to an enrollment: the stop, or the close of the last
   * of its windows if that is later; {@link Long#MAX_VALUE} without a stop.
   */
  static long relevanceEnd(ExperimentPlan plan, long enrolledAt) {
    Experiment experiment = plan.experiment();
    if (experiment.stoppedAt() == null) {
      return Long.MAX_VALUE;
    }
    long end = experiment.stoppedAt();
    for (int i = 0; i < experiment.metrics().size(); i++) {
      long closes = matureAt(plan, i, enrolledAt);
      if (closes != Long.MAX_VALUE && counts(plan, i, enrolledAt)) {
        end = Math.max(end, closes);
      }
    }
    return end;
  }
}
