package io.plumbline.operators.codec;

import io.plumbline.core.event.Exposure;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link Exposure}. */
public final class ExposureCodec implements Codec<Exposure> {
  public static final TypeInformation<Exposure> TYPE =
      CodecTypeInfo.of(Exposure.class, new ExposureCodec());

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Exposure value, DataOutputView out) throws IOException {
    Binary.writeString(value.exposureId(), out);
    Binary.writeString(value.experimentKey(), out);
    Binary.writeString(value.variantKey(), out);
    Binary.writeString(value.unitType(), out);
    Binary.writeString(value.unitId(), out);
    Binary.writeStrings(value.unitIds(), out);
    out.writeLong(value.eventTime());
    Binary.writeLong(value.receivedAt(), out);
    Binary.writeStrings(value.attributes(), out);
    Binary.writeString(value.source(), out);
  }

  @Override
  public Exposure read(DataInputView in, int version) throws IOException {
    return new Exposure(
        Binary.readString(in),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readStrings(in),
        in.readLong(),
        Binary.readLong(in),
        Binary.readStrings(in),
        Binary.readString(in));
  }
}
