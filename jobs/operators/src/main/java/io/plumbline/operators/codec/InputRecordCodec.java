package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecSerializer;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link InputRecord}; the event inside says its kind and its own version. */
public final class InputRecordCodec<E extends Event> implements Codec<InputRecord<E>> {
  private static final int NONE = 0;
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
  public void write(InputRecord<E> value, DataOutputView out) throws IOException {
    Event event = value.event();
    if (event instanceof Exposure exposure) {
      out.writeByte(EXPOSURE);
      exposures.serialize(exposure, out);
    } else if (event instanceof MetricEvent metricEvent) {
      out.writeByte(METRIC_EVENT);
      metricEvents.serialize(metricEvent, out);
    } else {
      out.writeByte(NONE);
      Binary.writeString(value.malformed(), out);
      Binary.writeString(value.payload(), out);
    }
    Binary.writeString(value.topic(), out);
    Binary.writeVarInt(value.partition(), out);
    Binary.writeVarLong(value.offset(), out);
    Binary.writeVarInt(value.recordIndex(), out);
  }

  @Override
  @SuppressWarnings("unchecked")
  public InputRecord<E> read(DataInputView in, int version) throws IOException {
    int kind = in.readByte();
    Event event = null;
    String malformed = null;
    String payload = null;
    switch (kind) {
      case EXPOSURE -> event = exposures.deserialize(in);
      case METRIC_EVENT -> event = metricEvents.deserialize(in);
      case NONE -> {
        malformed = Binary.readString(in);
        payload = Binary.readString(in);
      }
      default -> throw new IOException("an input record of kind " + kind);
    }
    return new InputRecord<>(
        (E) event,
        malformed,
        payload,
        Binary.readString(in),
        Binary.readVarInt(in),
        Binary.readVarLong(in),
        Binary.readVarInt(in));
  }
}
