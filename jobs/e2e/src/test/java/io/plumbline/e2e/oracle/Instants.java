package io.plumbline.e2e.oracle;

import io.plumbline.e2e.oracle.Configuration.Allocation;
import io.plumbline.e2e.oracle.Configuration.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The instants at which one experiment may have rows: the grid, its start, stop and changes. */
final class Instants {

  private final long tick;
  private final long segmentTick;
  private final long last;
  private final Long stoppedAt;
  private final TreeSet<Long> unconditional = new TreeSet<>();

  /**
   * @param last no row has a greater as_of
   */
  Instants(Experiment experiment, RunTiming timing, long last) {
    this.tick = timing.tickMs();
    this.segmentTick = timing.segmentTickMs();
    this.stoppedAt = experiment.stoppedAt();
    this.last = last;
    unconditional.add(experiment.startedAt());
    if (stoppedAt != null) {
      unconditional.add(stoppedAt);
    }
    for (Allocation allocation : experiment.allocations()) {
      if (allocation.at() > experiment.startedAt()) {
        unconditional.add(allocation.at());
      }
    }
  }

  /** The first multiple of {@code tick} after a time. */
  static long gridAfter(long time, long tick) {
    return (Math.floorDiv(time, tick) + 1) * tick;
  }

  /** The first instant after a time; may lie beyond the last. */
  long after(long time) {
    Long own = unconditional.higher(time);
    long grid = gridAfter(time, tick);
    return own == null ? grid : Math.min(own, grid);
  }

  /** The first instant at or after a time. */
  long atOrAfter(long time) {
    return after(time - 1);
  }

  boolean isUnconditional(long instant) {
    return unconditional.contains(instant);
  }

  boolean isSegmentTick(long instant) {
    return instant % segmentTick == 0;
  }

  /** Whether anytime figures are taken at an instant: at segment ticks and at the stop. */
  boolean isLook(long instant) {
    return isSegmentTick(instant) || stoppedAt != null && stoppedAt == instant;
  }

  /** From a time to the end of the experiment. */
  List<Long> from(long first) {
    List<Long> all = new ArrayList<>();
    for (long at = atOrAfter(first); at <= last; at = after(at)) {
      all.add(at);
    }
    return all;
  }

  long last() {
    return last;
  }
}
