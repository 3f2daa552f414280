package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.Refusal;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.time.Visibility;
import io.plumbline.core.unit.Position;
import io.plumbline.operators.codec.ConfigRecord;
import io.plumbline.operators.codec.InputRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.ManualClock;
import org.junit.jupiter.api.Test;

class WatermarksTest {
  private static final long IDLE = -1;

  private final List<Long> emitted = new ArrayList<>();
  private final WatermarkOutput output =
      new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark watermark) {
          emitted.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
          emitted.add(IDLE);
        }

        @Override
        public void markActive() {
          throw new AssertionError("a watermark makes active");
        }
      };

  private static InputRecord<Event> record(long eventTime, RejectReason reason) {
    Event event = new MetricEvent("e", "n", "user", "u", Map.of(), eventTime, null, null, Map.of());
    return new InputRecord<>(
        event,
        reason == null ? null : new Refusal(reason, "why", null),
        null,
        new Position("t", 0, 0, 0),
        0,
        eventTime);
  }

  @Test
  void onlyWhatIsAcceptedMovesThePartition() {
    Watermarks.OfPartition watermarks = new Watermarks.OfPartition(new Visibility(10, 100, 50));
    watermarks.onPeriodicEmit(output);
    watermarks.onEvent(record(9_999, RejectReason.IN_FUTURE), 0, output);
    watermarks.onPeriodicEmit(output);
    assertThat(emitted).containsOnly(Watermarks.NOTHING_YET.getTimestamp());
    emitted.clear();

    watermarks.onEvent(record(1_000, null), 0, output);
    watermarks.onEvent(record(900, null), 0, output);
    watermarks.onEvent(record(5_000, RejectReason.SAMPLED), 0, output);
    assertThat(emitted).isEmpty();
    watermarks.onPeriodicEmit(output);
    assertThat(emitted).containsExactly(989L);
  }

  @Test
  void theConfigurationIsIdleAfterTooLongWithoutAHeartbeat() {
    ManualClock clock = new ManualClock();
    ConfigWatermarks watermarks = new ConfigWatermarks(Duration.ofSeconds(10), clock);
    clock.advanceTime(Duration.ofSeconds(9));
    watermarks.onPeriodicEmit(output);
    assertThat(emitted)
        .as("not long enough")
        .containsExactly(Watermarks.NOTHING_YET.getTimestamp());
    emitted.clear();

    watermarks.onEvent(ConfigRecord.heartbeat("h", 1_000), 0, output);
    clock.advanceTime(Duration.ofSeconds(9));
    watermarks.onEvent(ConfigRecord.deletion("gate"), 0, output);
    watermarks.onPeriodicEmit(output);
    assertThat(emitted).containsExactly(1_000L);
    clock.advanceTime(Duration.ofSeconds(1));
    watermarks.onPeriodicEmit(output);
    watermarks.onEvent(ConfigRecord.deletion("gate"), 0, output);
    assertThat(emitted).as("a document is no heartbeat").containsExactly(1_000L, IDLE);
    watermarks.onEvent(ConfigRecord.heartbeat("h", 2_000), 0, output);
    watermarks.onPeriodicEmit(output);
    assertThat(emitted).containsExactly(1_000L, IDLE, 2_000L);
  }

  @Test
  void withoutATimeoutTheConfigurationIsNeverIdle() {
    ManualClock clock = new ManualClock();
    ConfigWatermarks watermarks = new ConfigWatermarks(null, clock);
    watermarks.onEvent(ConfigRecord.heartbeat("h", 1_000), 0, output);
    clock.advanceTime(Duration.ofDays(10_000));
    watermarks.onPeriodicEmit(output);

    assertThat(emitted).containsExactly(1_000L);
  }
}
