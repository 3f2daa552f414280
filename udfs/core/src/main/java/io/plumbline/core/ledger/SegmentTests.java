package io.plumbline.core.ledger;

import io.plumbline.core.diagnosis.Part;
import io.plumbline.core.experiment.Dimension;
import io.plumbline.core.experiment.Epoch;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.statistics.MultipleTesting;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The tests of the split in all segments, days and hours at an instant, by one e-BH procedure over
 * their current e-values.
 */
final class SegmentTests {

  /** The level of the e-BH procedure. */
  static final double ALPHA = 0.01;

  private static final long DAY_MS = 86_400_000L;
  private static final int HOURS_OF_DAY = 24;
  private static final int PLANNED_DAYS = 30;

  /**
   * One of them.
   *
   * @param logE of the tested epochs together
   * @param rejected null: it is not among the hypotheses
   */
  record Test(SegmentKey key, UnitCounts units, double logE, Boolean rejected) {

    boolean isOf(String dimension) {
      return key.dimension().equals(dimension);
    }

    Part part(List<Epoch> tested) {
      return new Part(
          key.dimension(),
          key.segment(),
          () -> units.of(tested),
          logE,
          Boolean.TRUE.equals(rejected));
    }
  }

  private SegmentTests() {}

  /** Days and hours, which have rows of those epochs alone that have had a unit in them. */
  static boolean isOfTime(SegmentKey key) {
    return key.dimension().equals(Part.DAY) || key.dimension().equals(Part.HOUR_OF_DAY);
  }

  /**
   * @param segments those that have had units, (all, all) among them
   * @param tested the epochs that count
   */
  static List<Test> at(
      Publication at,
      Map<SegmentKey, UnitCounts> segments,
      TimeSegments times,
      List<Epoch> tested) {
    Experiment experiment = at.plan().experiment();
    List<Map.Entry<SegmentKey, UnitCounts>> shown = new ArrayList<>();
    for (Map.Entry<SegmentKey, UnitCounts> segment : segments.entrySet()) {
      if (!segment.getKey().isWhole()
          && experiment.isCutBy(segment.getKey().dimension(), at.asOf())) {
        segment.getValue().grow(at.plan().epochs().size(), at.plan().variants());
        shown.add(segment);
      }
    }
    shown.addAll(times.segments().entrySet());
    double[] logE = new double[shown.size()];
    List<Integer> hypotheses = new ArrayList<>();
    for (int i = 0; i < logE.length; i++) {
      logE[i] = shown.get(i).getValue().logE(tested);
      if (isHypothesis(experiment, shown.get(i).getKey())) {
        hypotheses.add(i);
      }
    }
    boolean[] rejected =
        MultipleTesting.eBh(
            hypotheses.stream().mapToDouble(i -> logE[i]).toArray(),
            ALPHA,
            hypotheses(experiment, at.asOf()));
    Boolean[] outcome = new Boolean[logE.length];
    for (int i = 0; i < rejected.length; i++) {
      outcome[hypotheses.get(i)] = rejected[i];
    }
    List<Test> tests = new ArrayList<>();
    for (int i = 0; i < logE.length; i++) {
      Map.Entry<SegmentKey, UnitCounts> segment = shown.get(i);
      tests.add(new Test(segment.getKey(), segment.getValue(), logE[i], outcome[i]));
    }
    return tests;
  }

  /** Days that go beyond all that was allowed for are shown, and not tested. */
  private static boolean isHypothesis(Experiment experiment, SegmentKey key) {
    if (!key.dimension().equals(Part.DAY)) {
      return true;
    }
    long first = Math.floorDiv(experiment.startedAt(), DAY_MS);
    return LocalDate.parse(key.segment()).toEpochDay() - first < days(experiment);
  }

  /**
   * How many segments might ever be tested: fixed in advance, whatever is seen, so that a stop
   * counts only if it was planned when the experiment started. A dimension counts from its
   * beginning, and for ever: what was tested was tested.
   */
  private static long hypotheses(Experiment experiment, long asOf) {
    long dimensions =
        experiment.dimensions().stream()
            .filter(dimension -> dimension.validFrom() <= asOf)
            .map(Dimension::name)
            .distinct()
            .count();
    return dimensions * (Segments.CAP + 1) + HOURS_OF_DAY + days(experiment);
  }

  /** Twice the planned days. */
  private static long days(Experiment experiment) {
    long planned = PLANNED_DAYS;
    if (experiment.plannedStop() != null) {
      long length = experiment.plannedStop() - experiment.startedAt();
      planned = Math.max(planned, (length + DAY_MS - 1) / DAY_MS);
    }
    return 2 * planned;
  }
}
