package io.plumbline.jobs.io;

import io.plumbline.core.event.Event;
import io.plumbline.core.time.Visibility;
import io.plumbline.operators.codec.ConfigRecord;
import io.plumbline.operators.codec.InputRecord;
import io.plumbline.operators.source.VisibilityOperator;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** Every watermark there is, but for the end of an input. */
final class Watermarks {

  /**
   * Of a source that has read nothing yet. Without it the others would not know of that source, and
   * would read on.
   */
  static final Watermark NOTHING_YET = new Watermark(VisibilityOperator.NOTHING_YET);

  private static final Duration ALIGNED_EVERY = Duration.ofMillis(200);
  private static final Duration UNLIMITED = Duration.ofDays(36_500);

  private Watermarks() {}

  /**
   * Of a log's partition: behind it, everything that comes becomes visible later. It is driven by
   * the accepted records of every kind, so that all jobs on a topic see the same.
   */
  static WatermarkStrategy<InputRecord<Event>> ofLog(KafkaSourceSettings settings) {
    Visibility visibility = settings.visibility();
    WatermarkStrategy<InputRecord<Event>> strategy =
        WatermarkStrategy.forGenerator(context -> new OfPartition(visibility));
    if (settings.idleTimeout() != null) {
      strategy = strategy.withIdleness(settings.idleTimeout());
    }
    return aligned(strategy, settings, settings.maxReadAhead());
  }

  /**
   * Of the configuration: events wait for it, unless it may become idle; it never waits for them.
   */
  static WatermarkStrategy<ConfigRecord> ofConfiguration(KafkaSourceSettings settings) {
    return aligned(ConfigWatermarks.strategy(settings.configIdleTimeout()), settings, UNLIMITED);
  }

  /** All sources of a job are one group: what is read ahead of the slowest is kept as state. */
  private static <T> WatermarkStrategy<T> aligned(
      WatermarkStrategy<T> strategy, KafkaSourceSettings settings, Duration readAhead) {
    return settings.bounded()
        ? strategy
        : strategy.withWatermarkAlignment(settings.job(), readAhead, ALIGNED_EVERY);
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
      output.emitWatermark(
          maximum == Visibility.NONE ? NOTHING_YET : new Watermark(visibility.watermark(maximum)));
    }
  }
}
