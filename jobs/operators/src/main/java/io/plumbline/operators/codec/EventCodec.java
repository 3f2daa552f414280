package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecSerializer;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of either kind of event; the event inside carries its own version. */
final class EventCodec implements Codec<Event> {
  private static final int EXPOSURE = 1;
  private static final int METRIC_EVENT = 2;

  private final CodecSerializer<Exposure> exposures = new CodecSerializer<>(new ExposureCodec());
  private final CodecSerializer<MetricEvent> metricEvents =
      new CodecSerializer<>(new MetricEventCodec());

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Event value, DataOutputView out) throws IOException {
    if (value instanceof Exposure exposure) {
      out.writeByte(EXPOSURE);
      exposures.serialize(exposure, out);
    } else if (value instanceof MetricEvent metricEvent) {
      out.writeByte(METRIC_EVENT);
      metricEvents.serialize(metricEvent, out);
    }
  }

  @Override
  public Event read(DataInputView in, int version) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case EXPOSURE -> exposures.deserialize(in);
      case METRIC_EVENT -> metricEvents.deserialize(in);
      default -> throw new IOException("an event of kind " + kind);
    };
  }
}
