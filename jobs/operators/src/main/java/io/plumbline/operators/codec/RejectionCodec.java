package io.plumbline.operators.codec;

import io.plumbline.core.event.RejectReason;
import io.plumbline.core.unit.Rejection;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link Rejection}. */
public final class RejectionCodec implements Codec<Rejection> {
  public static final TypeInformation<Rejection> TYPE =
      CodecTypeInfo.of(Rejection.class, new RejectionCodec());

  private final SharedTexts texts = new SharedTexts();

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Rejection value, DataOutputView out) throws IOException {
    out.writeLong(value.tick());
    Binary.writeString(value.reason().name(), out);
    Binary.writeString(value.detail(), out);
    UnitInputCodec.writePosition(value.position(), out);
    Binary.writeString(value.experimentKey(), out);
    Binary.writeString(value.variantKey(), out);
    Binary.writeString(value.unitId(), out);
    Binary.writeString(value.eventName(), out);
    Binary.writeLong(value.eventTime(), out);
    Binary.writeString(value.payload(), out);
  }

  @Override
  public Rejection read(DataInputView in, int version) throws IOException {
    return new Rejection(
        in.readLong(),
        RejectReason.valueOf(Binary.readString(in)),
        Binary.readString(in),
        UnitInputCodec.readPosition(in, texts),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readLong(in),
        Binary.readString(in));
  }
}
