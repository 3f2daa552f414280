package io.plumbline.operators.ledger;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.ExperimentPlan;
import io.plumbline.core.time.Horizon;
import io.plumbline.core.time.Timing;
import java.io.Serializable;
import java.util.TreeSet;

/**
 * When something is due for an experiment's ledger.
 *
 * @param statusIntervalMs how often its status is told while it runs, a multiple of the tick; 0:
 *     never
 */
record LedgerClock(Timing timing, long statusIntervalMs) implements Serializable {

  /** Nothing more is due. */
  static final long NEVER = Long.MAX_VALUE;

  /**
   * @param statusIntervalMs a status needs a closed tick: the next multiple of the tick is taken
   */
  static LedgerClock of(Timing timing, long statusIntervalMs) {
    if (statusIntervalMs < 0) {
      throw new IllegalArgumentException(
          "status-interval is " + statusIntervalMs + " ms; zero (none) or more is allowed");
    }
    long ticks = (statusIntervalMs + timing.tickMs() - 1) / timing.tickMs();
    return new LedgerClock(timing, ticks * timing.tickMs());
  }

  /** The tick at whose timer an instant is published. */
  long tickOf(long instant) {
    return timing.tickAfter(instant - 1);
  }

  /** The plan's instants since the tick before, then the tick. */
  TreeSet<Long> instants(ExperimentPlan plan, long tick) {
    TreeSet<Long> instants = new TreeSet<>();
    for (long instant : plan.instants()) {
      if (tick - timing.tickMs() < instant && instant < tick) {
        instants.add(instant);
      }
    }
    instants.add(tick);
    return instants;
  }

  boolean isStatusDue(Experiment experiment, Horizon horizon, long instant) {
    if (!tellsStatus(horizon)) {
      return false;
    }
    Long stoppedAt = experiment.stoppedAt();
    return instant == experiment.startedAt()
        || (stoppedAt != null && instant == stoppedAt)
        || (Math.floorMod(instant, statusIntervalMs) == 0
            && experiment.startedAt() < instant
            && (stoppedAt == null || instant < stoppedAt));
  }

  /** The first multiple of the interval after an instant at which the experiment runs, or never. */
  long statusAfter(Experiment experiment, Horizon horizon, long instant) {
    if (!tellsStatus(horizon)) {
      return NEVER;
    }
    long from = Math.max(instant, experiment.startedAt());
    if (horizon.firstVisibleAt() != Long.MAX_VALUE) {
      // What ran before the job had anything to tell of is not told tick by tick.
      from = Math.max(from, horizon.firstVisibleAt() - 1);
    }
    long next = (Math.floorDiv(from, statusIntervalMs) + 1) * statusIntervalMs;
    return experiment.stoppedAt() == null || next < experiment.stoppedAt() ? next : NEVER;
  }

  boolean tellsStatus(Horizon horizon) {
    return statusIntervalMs > 0 && isEndless(horizon);
  }

  /**
   * The last tick of an experiment: its last window has closed, the last event that was late has
   * come, and segments have been published once more. What clients that never learned of the stop
   * still send is left to the progress of the job.
   *
   * @return never, while it goes on, and in files
   */
  long endOf(Experiment experiment) {
    if (experiment.stoppedAt() == null || timing.latenessMs() == Timing.UNBOUNDED) {
      return NEVER;
    }
    long window = 0;
    for (ExperimentMetric use : experiment.metrics()) {
      Long windowMs = use.metric().windowMs();
      window = Math.max(window, windowMs == null ? 0 : use.metric().delayMs() + windowMs);
    }
    return tickOf(experiment.stoppedAt() + window + timing.latenessMs() + timing.segmentTickMs());
  }

  private static boolean isEndless(Horizon horizon) {
    return horizon.end() == Long.MAX_VALUE;
  }
}
