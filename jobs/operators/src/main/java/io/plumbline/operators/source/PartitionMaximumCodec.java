package io.plumbline.operators.source;

import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link PartitionMaximum}. */
public final class PartitionMaximumCodec implements Codec<PartitionMaximum> {
  static final TypeInformation<PartitionMaximum> TYPE =
      CodecTypeInfo.of(PartitionMaximum.class, new PartitionMaximumCodec());

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(PartitionMaximum value, DataOutputView out) throws IOException {
    Binary.writeVarInt(value.partition(), out);
    out.writeLong(value.maximum());
  }

  @Override
  public PartitionMaximum read(DataInputView in, int version) throws IOException {
    return new PartitionMaximum(Binary.readVarInt(in), in.readLong());
  }
}
