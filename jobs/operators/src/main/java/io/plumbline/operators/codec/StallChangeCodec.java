package io.plumbline.operators.codec;

import io.plumbline.core.alert.StallChange;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link StallChange}. */
public final class StallChangeCodec implements Codec<StallChange> {
  public static final TypeInformation<StallChange> TYPE =
      CodecTypeInfo.of(StallChange.class, new StallChangeCodec());

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(StallChange value, DataOutputView out) throws IOException {
    Binary.writeString(value.experimentKey(), out);
    Binary.writeString(value.alertId(), out);
    out.writeBoolean(value.isOpen());
    out.writeLong(value.asOf());
    Binary.writeString(value.configVersion(), out);
  }

  @Override
  public StallChange read(DataInputView in, int version) throws IOException {
    return new StallChange(
        Binary.readString(in),
        Binary.readString(in),
        in.readBoolean(),
        in.readLong(),
        Binary.readString(in));
  }
}
