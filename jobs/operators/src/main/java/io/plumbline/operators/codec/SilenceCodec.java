package io.plumbline.operators.codec;

import io.plumbline.core.time.Silence;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link Silence}. */
public final class SilenceCodec implements Codec<Silence> {
  public static final TypeInformation<Silence> TYPE =
      CodecTypeInfo.of(Silence.class, new SilenceCodec());

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Silence value, DataOutputView out) throws IOException {
    out.writeLong(value.after());
    out.writeLong(value.until());
    out.writeBoolean(value.isOver());
  }

  @Override
  public Silence read(DataInputView in, int version) throws IOException {
    return new Silence(in.readLong(), in.readLong(), in.readBoolean());
  }
}
