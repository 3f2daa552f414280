package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.Refusal;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.time.Visibility;
import io.plumbline.core.unit.Position;
import io.plumbline.operators.codec.InputRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

class WatermarksTest {
  private final List<Long> emitted = new ArrayList<>();
  private final WatermarkOutput output =
      new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark watermark) {
          emitted.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
          throw new AssertionError("only a timeout makes idle");
        }

        @Override
        public void markActive() {
          throw new AssertionError("only a timeout makes idle");
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
}
