package io.plumbline.core.unit;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.experiment.Metric;

/**
 * Which events count for an enrollment: those with {@code enrolled_at + delay <= event_time <
 * enrolled_at + delay + window}, and without a window those before the experiment's stop. Windows
 * are not cut at the stop.
 */
final class Attribution {
  private Attribution() {}

  static boolean isInWindow(ExperimentPlan plan, int metric, long enrolledAt, long eventTime) {
    Metric definition = plan.metric(metric).metric();
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
}
