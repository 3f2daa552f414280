package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.unit.Position;
import io.plumbline.core.unit.UnitInput;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link UnitInput}. */
public final class UnitInputCodec implements Codec<UnitInput> {
  public static final TypeInformation<UnitInput> TYPE =
      CodecTypeInfo.of(UnitInput.class, new UnitInputCodec());

  private final EventCodec events = new EventCodec();
  private final SharedTexts texts = new SharedTexts();

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(UnitInput value, DataOutputView out) throws IOException {
    Binary.writeString(value.unitType(), out);
    Binary.writeString(value.unitId(), out);
    out.writeLong(value.visibleAt());
    events.write(value.event(), out);
    writePosition(value.position(), out);
    Binary.writeString(value.refusal() == null ? null : value.refusal().name(), out);
  }

  @Override
  public UnitInput read(DataInputView in, int version) throws IOException {
    String unitType = texts.shared(Binary.readString(in));
    String unitId = Binary.readString(in);
    long visibleAt = in.readLong();
    Event event = events.read(in, version);
    Position position = readPosition(in, texts);
    String refusal = Binary.readString(in);
    return new UnitInput(
        unitType,
        unitId,
        visibleAt,
        event,
        position,
        refusal == null ? null : RejectReason.valueOf(refusal));
  }

  static void writePosition(Position value, DataOutputView out) throws IOException {
    Binary.writeString(value.topic(), out);
    Binary.writeVarInt(value.partition(), out);
    Binary.writeVarLong(value.offset(), out);
    Binary.writeVarInt(value.recordIndex(), out);
  }

  static Position readPosition(DataInputView in, SharedTexts texts) throws IOException {
    return new Position(
        texts.shared(Binary.readString(in)),
        Binary.readVarInt(in),
        Binary.readVarLong(in),
        Binary.readVarInt(in));
  }
}
