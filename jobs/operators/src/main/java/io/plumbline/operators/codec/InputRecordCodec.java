package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.Refusal;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.unit.Position;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecSerializer;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link InputRecord}; the event inside says its own version. */
public final class InputRecordCodec<E extends Event> implements Codec<InputRecord<E>> {
  private static final int NO_KIND = 0;
  private static final int EVENT = 1;
  private static final int REFUSAL = 2;

  private final CodecSerializer<Exposure> exposures = new CodecSerializer<>(new ExposureCodec());
  private final CodecSerializer<MetricEvent> metricEvents =
      new CodecSerializer<>(new MetricEventCodec());

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(InputRecord<E> value, DataOutputView out) throws IOException {
    out.writeByte(value.kind() == null ? NO_KIND : value.kind().ordinal() + 1);
    out.writeByte((value.event() == null ? 0 : EVENT) | (value.refusal() == null ? 0 : REFUSAL));
    Event event = value.event();
    if (event instanceof Exposure exposure) {
      exposures.serialize(exposure, out);
    } else if (event instanceof MetricEvent metricEvent) {
      metricEvents.serialize(metricEvent, out);
    }
    if (value.refusal() != null) {
      Binary.writeString(value.refusal().reason().name(), out);
      Binary.writeString(value.refusal().detail(), out);
      Binary.writeString(value.refusal().payload(), out);
    }
    Position position = value.position();
    Binary.writeString(position.topic(), out);
    Binary.writeVarInt(position.partition(), out);
    Binary.writeVarLong(position.offset(), out);
    Binary.writeVarInt(position.recordIndex(), out);
    out.writeLong(value.receivedAt());
    out.writeLong(value.visibleAt());
  }

  @Override
  @SuppressWarnings("unchecked")
  public InputRecord<E> read(DataInputView in, int version) throws IOException {
    int kindNumber = in.readByte();
    EventKind kind = kindNumber == NO_KIND ? null : EventKind.values()[kindNumber - 1];
    int parts = in.readByte();
    Event event = null;
    if ((parts & EVENT) != 0) {
      event = kind == EventKind.EXPOSURE ? exposures.deserialize(in) : metricEvents.deserialize(in);
    }
    Refusal refusal = null;
    if ((parts & REFUSAL) != 0) {
      refusal =
          new Refusal(
              RejectReason.valueOf(Binary.readString(in)),
              Binary.readString(in),
              Binary.readString(in));
    }
    Position position =
        new Position(
            Binary.readString(in),
            Binary.readVarInt(in),
            Binary.readVarLong(in),
            Binary.readVarInt(in));
    return new InputRecord<>((E) event, refusal, kind, position, in.readLong(), in.readLong());
  }
}
