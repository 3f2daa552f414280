package io.plumbline.operators.codec;

import io.plumbline.core.event.RejectReason;
import io.plumbline.core.unit.Disposition;
import io.plumbline.core.unit.Kept;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link Kept}; enums by name. */
public final class KeptCodec implements Codec<Kept> {
  public static final TypeInformation<Kept> TYPE = CodecTypeInfo.of(Kept.class, new KeptCodec());

  private static final int EXPOSED = 1;
  private static final int HAPPENED = 2;

  private final UnitInputCodec inputs = new UnitInputCodec();

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Kept value, DataOutputView out) throws IOException {
    if (value instanceof Kept.Exposed exposed) {
      out.writeByte(EXPOSED);
      inputs.write(exposed.input(), out);
      out.writeBoolean(exposed.refused());
    } else if (value instanceof Kept.Happened happened) {
      out.writeByte(HAPPENED);
      writeHappened(happened, out);
    }
  }

  @Override
  public Kept read(DataInputView in, int version) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case EXPOSED -> new Kept.Exposed(inputs.read(in, version), in.readBoolean());
      case HAPPENED -> readHappened(in);
      default -> throw new IOException("something kept of kind " + kind);
    };
  }

  private static void writeHappened(Kept.Happened value, DataOutputView out) throws IOException {
    out.writeLong(value.visibleAt());
    out.writeLong(value.eventTime());
    Binary.writeString(value.name(), out);
    Binary.writeDouble(value.value(), out);
    Binary.writeStrings(value.attributes(), out);
    Binary.writeString(value.topic(), out);
    Binary.writeVarInt(value.partition(), out);
    out.writeBoolean(value.isAccountable());
    out.writeBoolean(value.isCounted());
    Binary.writeString(value.fate().name(), out);
    Binary.writeString(value.reason() == null ? null : value.reason().name(), out);
  }

  private static Kept.Happened readHappened(DataInputView in) throws IOException {
    long visibleAt = in.readLong();
    long eventTime = in.readLong();
    String name = Binary.readString(in);
    Double value = Binary.readDouble(in);
    var attributes = Binary.readStrings(in);
    String topic = Binary.readString(in);
    int partition = Binary.readVarInt(in);
    boolean isAccountable = in.readBoolean();
    boolean isCounted = in.readBoolean();
    Disposition fate = Disposition.valueOf(Binary.readString(in));
    String reason = Binary.readString(in);
    return new Kept.Happened(
        visibleAt,
        eventTime,
        name,
        value,
        attributes,
        topic,
        partition,
        isAccountable,
        isCounted,
        fate,
        reason == null ? null : RejectReason.valueOf(reason));
  }
}
