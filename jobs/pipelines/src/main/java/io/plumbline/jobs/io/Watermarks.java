package io.plumbline.jobs.io;

import io.plumbline.core.event.Event;
import io.plumbline.core.time.Visibility;
import io.plumbline.operators.codec.InputRecord;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** Every watermark there is, but for the end of an input. */
final class Watermarks {

  private Watermarks() {}

  /**
   * Of a log's partition: behind it, everything that comes becomes visible later. It is driven by
   * the accepted records of every kind, so that all jobs on a topic see the same.
   *
   * @param idleTimeout after so long without a record a partition no longer holds the others back,
   *     by the wall clock; null: it always does
   */
  static WatermarkStrategy<InputRecord<Event>> ofLog(Visibility visibility, Duration idleTimeout) {
    WatermarkStrategy<InputRecord<Event>> strategy =
        WatermarkStrategy.forGenerator(context -> new OfPartition(visibility));
    return idleTimeout == null ? strategy : strategy.withIdleness(idleTimeout);
  }

  /** Knows what it has seen since it was started: at most what the partition stands for. */
  static final class OfPartition implements WatermarkGenerator<InputRecord<Event>> {
    private final Visibility visibility;
    private long maximum = Visibility.NONE;

    OfPartition(Visibility visibility) {
      this.visibility = visibility;
    }

    @Override
    public void onEvent(InputRecord<Event> record, long timestamp, WatermarkOutput output) {
      if (!record.isRefused()) {
        maximum = Math.max(maximum, record.event().eventTime());
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      if (maximum != Visibility.NONE) {
        output.emitWatermark(new Watermark(visibility.watermark(maximum)));
      }
    }
  }
}
