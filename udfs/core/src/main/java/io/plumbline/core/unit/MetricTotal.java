package io.plumbline.core.unit;

import io.plumbline.core.exact.FixedPoint;
import io.plumbline.core.experiment.ExperimentPlan.MetricScale;
import io.plumbline.core.experiment.MetricKind;
import java.util.OptionalLong;

/**
 * What a unit did towards one metric. Totals are compared for every event, and a record's own
 * equality goes through method handles: it is written out, as that of {@link Cell}.
 *
 * @param sum of the values, scaled
 * @param mature whether the window has closed
 */
public record MetricTotal(long sum, long events, long duplicates, boolean mature) {
  static final MetricTotal NONE = new MetricTotal(0, 0, 0, false);
  private static final long LIMIT = 1L << 62;

  /** The unit's number: scaled, capped. */
  long number(MetricKind kind, MetricScale scale) {
    return scale.clamp(
        switch (kind) {
          case CONVERSION, RETENTION -> events > 0 ? 1 : 0;
          case COUNT -> events * scale.one();
          case SUM -> sum;
        });
  }

  /** With one more event; empty if the total goes beyond ±2^62. */
  static OptionalLong plus(long sum, Double value, MetricScale scale) {
    OptionalLong scaled =
        value == null ? OptionalLong.of(0) : FixedPoint.scale(value, scale.decimals());
    if (scaled.isEmpty()) {
      return scaled;
    }
    long total = sum + scaled.getAsLong();
    return Math.abs(total) > LIMIT ? OptionalLong.empty() : OptionalLong.of(total);
  }

  MetricTotal plusEvent(long newSum) {
    return new MetricTotal(newSum, events + 1, duplicates, mature);
  }

  /** The exact inverse of {@link #plusEvent}. */
  MetricTotal minusEvent(long scaled) {
    return new MetricTotal(sum - scaled, events - 1, duplicates, mature);
  }

  MetricTotal plusDuplicates(int count) {
    return new MetricTotal(sum, events, duplicates + count, mature);
  }

  MetricTotal matured() {
    return new MetricTotal(sum, events, duplicates, true);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MetricTotal that
        && sum == that.sum
        && events == that.events
        && duplicates == that.duplicates
        && mature == that.mature;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(31 * (31 * sum + events) + duplicates) * 31 + (mature ? 1 : 0);
  }
}
