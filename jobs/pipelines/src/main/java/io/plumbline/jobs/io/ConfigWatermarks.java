package io.plumbline.jobs.io;

import io.plumbline.operators.codec.ConfigRecord;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.util.clock.RelativeClock;

/**
 * The time of the configuration: up to its largest heartbeat it is complete. Documents do not move
 * it. It is not checkpointed: after a restore it comes with the next heartbeat.
 *
 * <p>It becomes idle, by the wall clock, where no heartbeat comes for too long. That only lets the
 * other sources read on; whether rows go on is decided by {@link
 * io.plumbline.operators.configuration.ConfigSilenceOperator}.
 */
final class ConfigWatermarks implements WatermarkGenerator<ConfigRecord> {
  private static final long NEVER = Long.MAX_VALUE;

  private final long idleAfterMs;
  private final RelativeClock clock;
  private long heartbeatAt = Long.MIN_VALUE;

  /** When its last heartbeat came, or this task began to listen. */
  private long heardAt;

  /**
   * @param idleAfter null: it is never idle
   */
  ConfigWatermarks(Duration idleAfter, RelativeClock clock) {
    this.idleAfterMs = idleAfter == null ? NEVER : idleAfter.toMillis();
    this.clock = clock;
    this.heardAt = clock.relativeTimeMillis();
  }

  /**
   * Of the topic's single partition; timestamps are places, by which batch execution sorts.
   *
   * @param idleAfter null: it is never idle
   */
  static WatermarkStrategy<ConfigRecord> strategy(Duration idleAfter) {
    return WatermarkStrategy.<ConfigRecord>forGenerator(
            context -> new ConfigWatermarks(idleAfter, context.getInputActivityClock()))
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
    if (!config.isHeartbeat()) {
      return;
    }
    heardAt = clock.relativeTimeMillis();
    if (config.heartbeatAt() > heartbeatAt) {
      heartbeatAt = config.heartbeatAt();
      output.emitWatermark(new Watermark(heartbeatAt));
    }
  }

  /** Only a heartbeat moves it; before the first one it holds those who wait for it. */
  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    if (clock.relativeTimeMillis() - heardAt >= idleAfterMs) {
      output.markIdle();
    } else if (heartbeatAt == Long.MIN_VALUE) {
      output.emitWatermark(Watermarks.NOTHING_YET);
    }
  }
}
