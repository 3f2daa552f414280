package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Epoch;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import io.plumbline.e2e.oracle.Configuration.Metric;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where a unit stands in an experiment at one instant, by the exposures visible before it. */
final class Enrollment {

  private final Experiment experiment;
  final Arrival enrolling;
  final int variant;
  final Epoch epoch;
  final Arrival crossover;
  private final Set<Arrival> rejected;

  private Enrollment(
      Experiment experiment,
      Arrival enrolling,
      int variant,
      Epoch epoch,
      Arrival crossover,
      Set<Arrival> rejected) {
    this.experiment = experiment;
    this.enrolling = enrolling;
    this.variant = variant;
    this.epoch = epoch;
    this.crossover = crossover;
    this.rejected = rejected;
  }

  /**
   * @param exposures of the unit in the experiment that pass all other checks, in enrollment order
   */
  static Enrollment at(ExperimentInput input, List<Arrival> exposures, long instant) {
    Arrival enrolling = null;
    Arrival crossover = null;
    int enrolledIn = -1;
    Epoch epoch = null;
    Set<Arrival> rejected = new HashSet<>();
    for (Arrival exposure : exposures) {
      if (exposure.visibleAt >= instant) {
        continue;
      }
      int variant = input.experiment.variants().indexOf(exposure.record.variant());
      if (enrolling != null) {
        crossover = crossover == null && variant != enrolledIn ? exposure : crossover;
        continue;
      }
      Epoch its = input.epochAt(exposure.time());
      if (its.mayEnroll()[variant]) {
        enrolling = exposure;
        enrolledIn = variant;
        epoch = its;
      } else {
        rejected.add(exposure);
      }
    }
    return new Enrollment(input.experiment, enrolling, enrolledIn, epoch, crossover, rejected);
  }

  boolean isEnrolled() {
    return enrolling != null;
  }

  /** Whether a visible exposure was refused as one to a variant that is off. */
  boolean rejects(Arrival exposure) {
    return rejected.contains(exposure);
  }

  /** Event time; Long.MAX_VALUE while not enrolled. */
  long enrolledAt() {
    return enrolling == null ? Long.MAX_VALUE : enrolling.time();
  }

  String variantKey() {
    return experiment.variants().get(variant);
  }

  /** The later of the two exposures that made it what it is. */
  long visibleAt() {
    return crossover == null
        ? enrolling.visibleAt
        : Math.max(enrolling.visibleAt, crossover.visibleAt);
  }

  boolean isExcluded() {
    return experiment.excludesCrossovers() && crossover != null;
  }

  /** Whether an event of this time is in the metric's window. */
  boolean isInWindow(Metric metric, long time) {
    if (!isEnrolled() || !metric.counts(enrolledAt())) {
      return false;
    }
    long from = enrolledAt() + metric.delay();
    if (time < from) {
      return false;
    }
    if (metric.window() != null) {
      return time < from + metric.window();
    }
    return experiment.stoppedAt() == null || time < experiment.stoppedAt();
  }

  /** Of a metric with a window. */
  long closesAt(Metric metric) {
    return enrolledAt() + metric.delay() + metric.window();
  }

  /** Whether an event of this time matters to the experiment's health. */
  boolean isRelevant(long time) {
    return isEnrolled() && enrolledAt() <= time && time < relevanceEnd();
  }

  /** The stop, or the close of the last window after it; Long.MAX_VALUE without a stop. */
  long relevanceEnd() {
    if (experiment.stoppedAt() == null) {
      return Long.MAX_VALUE;
    }
    long end = experiment.stoppedAt();
    for (Metric metric : experiment.metrics()) {
      if (metric.window() != null && metric.counts(enrolledAt())) {
        end = Math.max(end, closesAt(metric));
      }
    }
    return end;
  }
}
