package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** The segments, days and hours of which e-BH may name some. */
final class SegmentHypotheses {

  private static final long DAY_MS = Duration.ofDays(1).toMillis();
  private static final double ALPHA = 0.01;
  private static final int FEWEST_PLANNED_DAYS = 30;
  private static final int HOURS = 24;

  private final Experiment experiment;

  SegmentHypotheses(Experiment experiment) {
    this.experiment = experiment;
  }

  /** The day of the start since 1970-01-01. */
  long firstDay() {
    return Math.floorDiv(experiment.startedAt(), DAY_MS);
  }

  /** A day beyond twice the planned ones is not among them. */
  boolean hold(Segment segment) {
    return !segment.dimension().equals(DiagnosisReplay.DAY)
        || LocalDate.parse(segment.value()).toEpochDay() - firstDay() < 2L * plannedDays();
  }

  private int plannedDays() {
    int planned = FEWEST_PLANNED_DAYS;
    if (experiment.plannedStop() != null) {
      long lasting = experiment.plannedStop() - experiment.startedAt();
      planned = (int) Math.max(planned, -Math.floorDiv(-lasting, DAY_MS));
    }
    return planned;
  }

  /**
   * The smallest log e-value that is rejected; infinite when none is.
   *
   * @param logs of all that are shown, days that are not tested among them
   */
  double leastRejected(Map<Segment, Double> logs, long at) {
    long dimensions = experiment.dimensions().stream().filter(d -> d.isInForce(at)).count();
    long m = dimensions * (Segment.CAP + 1L) + HOURS + 2L * plannedDays();
    double bound = Math.log(m / ALPHA);
    List<Double> sorted =
        logs.entrySet().stream()
            .filter(log -> hold(log.getKey()))
            .map(Map.Entry::getValue)
            .sorted((a, b) -> Double.compare(b, a))
            .toList();
    double least = Double.POSITIVE_INFINITY;
    for (int k = 1; k <= sorted.size(); k++) {
      if (Math.log(k) + sorted.get(k - 1) >= bound) {
        least = sorted.get(k - 1);
      }
    }
    return least;
  }
}
