package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** The rows of enrollments of one experiment: at each tick at most one version of a unit. */
final class EnrollmentReplay {

  private final ExperimentInput input;
  private final Experiment experiment;
  private final RunTiming timing;
  private final Tables tables;

  EnrollmentReplay(ExperimentInput input, RunTiming timing, Tables tables) {
    this.input = input;
    this.experiment = input.experiment;
    this.timing = timing;
    this.tables = tables;
  }

  /**
   * @param last no version is made at a later tick
   */
  void replay(long last) {
    input.exposures.forEach(
        (unit, exposures) -> {
          TreeSet<Long> ticks = new TreeSet<>();
          exposures.forEach(e -> ticks.add(Instants.gridAfter(e.visibleAt, timing.tickMs())));
          int version = 0;
          List<Object> before = null;
          for (long at : ticks.headSet(last, true)) {
            Enrollment enrollment = Enrollment.at(input, exposures, at);
            if (!enrollment.isEnrolled()) {
              continue;
            }
            List<Object> now = columns(unit, enrollment);
            if (!now.equals(before)) {
              version++;
              publish(unit, version, now);
              before = now;
            }
          }
        });
  }

  private List<Object> columns(UnitInput unit, Enrollment enrollment) {
    Arrival crossover = enrollment.crossover;
    return Arrays.asList(
        enrollment.variantKey(),
        Instant.ofEpochMilli(enrollment.enrolledAt()),
        enrollment.epoch.number(),
        enrollment.enrolling.record.attributes(),
        crossover == null ? null : Instant.ofEpochMilli(crossover.time()),
        crossover == null ? null : crossover.record.variant(),
        Hash.variant(experiment, unit.id, enrollment.epoch),
        Instant.ofEpochMilli(enrollment.visibleAt()));
  }

  private void publish(UnitInput unit, int version, List<Object> columns) {
    tables.add(
        Tables.ENROLLMENTS,
        experiment.key(),
        experiment.unitType(),
        unit.id,
        version,
        columns.get(0),
        columns.get(1),
        columns.get(2),
        columns.get(3),
        columns.get(4),
        columns.get(5),
        columns.get(6),
        columns.get(7),
        0);
  }
}
