package io.plumbline.operators.codec;

import io.plumbline.core.event.RejectReason;
import io.plumbline.core.unit.Disposition;
import io.plumbline.core.unit.RecordCount;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link RecordCount}; enums by name. */
public final class RecordCountCodec implements Codec<RecordCount> {
  public static final TypeInformation<RecordCount> TYPE =
      CodecTypeInfo.of(RecordCount.class, new RecordCountCodec());

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(RecordCount value, DataOutputView out) throws IOException {
    out.writeLong(value.tick());
    Binary.writeString(value.topic(), out);
    Binary.writeVarInt(value.partition(), out);
    out.writeLong(value.lastOffset());
    Binary.writeString(value.disposition().name(), out);
    Binary.writeString(value.reason() == null ? null : value.reason().name(), out);
    out.writeLong(value.count());
  }

  @Override
  public RecordCount read(DataInputView in, int version) throws IOException {
    long tick = in.readLong();
    String topic = Binary.readString(in);
    int partition = Binary.readVarInt(in);
    long lastOffset = in.readLong();
    Disposition disposition = Disposition.valueOf(Binary.readString(in));
    String reason = Binary.readString(in);
    return new RecordCount(
        tick,
        topic,
        partition,
        lastOffset,
        disposition,
        reason == null ? null : RejectReason.valueOf(reason),
        in.readLong());
  }
}
