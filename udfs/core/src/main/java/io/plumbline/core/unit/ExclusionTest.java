package io.plumbline.core.unit;

import io.plumbline.core.event.RejectReason;

/**
 * What leaves events out of an experiment's analysis, each tested for falling on the variants as
 * the units do. A unit counts at most once in each.
 *
 * <p>Not tested are an unknown variant, which no plan gives a share; exposures from outside of the
 * experiment, because clients that learn late of a stop are no bias; and records without a unit.
 */
public enum ExclusionTest {
  /** An exposure that came too late. */
  EXPOSURE_TOO_LATE(RejectReason.TOO_LATE.name(), false),
  /** An exposure by a clock that runs ahead. */
  EXPOSURE_IN_FUTURE(RejectReason.IN_FUTURE.name(), false),
  /** An exposure that its sender tells only a sample of. */
  EXPOSURE_SAMPLED(RejectReason.SAMPLED.name(), false),
  /** More exposures than any human has. */
  EXPOSURE_UNIT_LIMIT(RejectReason.UNIT_LIMIT.name(), false),
  /** A metric event with a value that cannot be added up. */
  METRIC_EVENT_VALUE_OUT_OF_RANGE(RejectReason.VALUE_OUT_OF_RANGE.name(), true),
  /** More metric events than any human makes. */
  METRIC_EVENT_UNIT_LIMIT(RejectReason.UNIT_LIMIT.name(), true),
  /** A metric event that came too late. */
  METRIC_EVENT_TOO_LATE(RejectReason.TOO_LATE.name(), true),
  /** A metric event by a clock that runs ahead. */
  METRIC_EVENT_IN_FUTURE(RejectReason.IN_FUTURE.name(), true),
  /** A metric event whose id the unit had before. */
  METRIC_EVENT_DUPLICATE(Disposition.DUPLICATE.name(), true);

  private final String reason;
  private final boolean ofMetricEvents;

  ExclusionTest(String reason, boolean ofMetricEvents) {
    this.reason = reason;
    this.ofMetricEvents = ofMetricEvents;
  }

  /** What rows call it; exposures and metric events share names, and each job has its own rows. */
  public String reason() {
    return reason;
  }

  /** Whether it is about metric events; else about exposures. */
  public boolean isOfMetricEvents() {
    return ofMetricEvents;
  }

  /** The test of an exposure that is refused; null: not tested. */
  static ExclusionTest ofExposure(RejectReason reason) {
    return of(false, reason.name());
  }

  /** The test of a metric event; null: it is not left out, or not tested. */
  static ExclusionTest ofMetricEvent(Disposition fate, RejectReason why) {
    return switch (fate) {
      case DUPLICATE -> METRIC_EVENT_DUPLICATE;
      case REJECTED -> of(true, why.name());
      case APPLIED, UNMATCHED -> null;
    };
  }

  private static ExclusionTest of(boolean ofMetricEvents, String reason) {
    for (ExclusionTest test : values()) {
      if (test.ofMetricEvents == ofMetricEvents && test.reason.equals(reason)) {
        return test;
      }
    }
    return null;
  }
}
