package io.plumbline.core.unit;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.exact.ExactMoments;
import io.plumbline.core.experiment.ExperimentPlan;

/** Says what became of a unit's records, to the counts of the job and to experiments' health. */
final class UnitAccounts {

  /** More events of a unit in a UTC day than any human makes. */
  static final long EVENTS_PER_DAY = 100_000;

  private final UnitId unit;
  private final long tick;
  private final UnitOutput out;
  private long instant;

  UnitAccounts(UnitId unit, long tick, UnitOutput out) {
    this.unit = unit;
    this.tick = tick;
    this.out = out;
  }

  /** What is said from now on is in the rows of this instant. */
  void at(long nextInstant) {
    instant = nextInstant;
  }

  void count(UnitInput input, Disposition fate, RejectReason reason) {
    out.count(RecordCount.of(tick, input.position(), fate, reason));
  }

  /** A refused exposure counts after all. */
  void recountAsApplied(Position position, RejectReason refusedFor) {
    recount(
        position.topic(),
        position.partition(),
        Disposition.REJECTED,
        refusedFor,
        Disposition.APPLIED,
        null);
  }

  /** A metric event has met another fate. */
  void recount(Kept.Happened before, Kept.Happened after) {
    recount(
        before.topic(),
        before.partition(),
        before.fate(),
        before.reason(),
        after.fate(),
        after.reason());
  }

  private void recount(
      String topic,
      int partition,
      Disposition fate,
      RejectReason reason,
      Disposition nextFate,
      RejectReason nextReason) {
    out.count(new RecordCount(tick, topic, partition, -1, fate, reason, -1));
    out.count(new RecordCount(tick, topic, partition, -1, nextFate, nextReason, 1));
  }

  void reject(UnitInput input, RejectReason reason, String detail) {
    count(input, Disposition.REJECTED, reason);
    Event event = input.event();
    Exposure exposure = event instanceof Exposure e ? e : null;
    out.reject(
        new Rejection(
            tick,
            reason,
            detail,
            input.position(),
            exposure == null ? null : exposure.experimentKey(),
            exposure == null ? null : exposure.variantKey(),
            unit.id(),
            event instanceof MetricEvent metricEvent ? metricEvent.eventName() : null,
            event.eventTime(),
            event.content()));
  }

  /**
   * @param variant index, or -1: not configured
   */
  void health(ExperimentPlan plan, int variant, String counter, long count) {
    ExactMoments amount = new ExactMoments();
    amount.addUnits(count);
    out.contribution(
        new Contribution(plan.key(), instant, new Cell.Health(variant, counter), amount));
  }

  static String limit(String what) {
    return "more than " + EVENTS_PER_DAY + " " + what + " of one unit in a UTC day";
  }
}
