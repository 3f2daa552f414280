package io.plumbline.jobs.io;

import io.plumbline.operators.codec.ConfigRecord;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * The time of the configuration: up to its largest heartbeat it is complete. Documents do not move
 * it, and silence holds it. It is not checkpointed: after a restore it comes with the next
 * heartbeat.
 */
final class ConfigWatermarks implements WatermarkGenerator<ConfigRecord> {
  private long heartbeatAt = Long.MIN_VALUE;

  /** Of the topic's single partition; timestamps are places, by which batch execution sorts. */
  static WatermarkStrategy<ConfigRecord> strategy() {
    return WatermarkStrategy.<ConfigRecord>forGenerator(context -> new ConfigWatermarks())
        .withTimestampAssigner(context -> new Places());
  }

  /** Counts the records of the only reader. */
  private static final class Places implements TimestampAssigner<ConfigRecord> {
    private long place;

    @Override
    public long extractTimestamp(ConfigRecord config, long none) {
      return place++;
    }
  }

  @Override
  public void onEvent(ConfigRecord config, long timestamp, WatermarkOutput output) {
    if (config.isHeartbeat() && config.heartbeatAt() > heartbeatAt) {
      heartbeatAt = config.heartbeatAt();
      output.emitWatermark(new Watermark(heartbeatAt));
    }
  }

  /** Only a heartbeat moves it; before the first one it holds those who wait for it. */
  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    if (heartbeatAt == Long.MIN_VALUE) {
      output.emitWatermark(Watermarks.NOTHING_YET);
    }
  }
}
