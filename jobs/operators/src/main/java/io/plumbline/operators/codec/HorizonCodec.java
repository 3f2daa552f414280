package io.plumbline.operators.codec;

import io.plumbline.core.time.Horizon;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link Horizon}. */
public final class HorizonCodec implements Codec<Horizon> {
  public static final TypeInformation<Horizon> TYPE =
      CodecTypeInfo.of(Horizon.class, new HorizonCodec());

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Horizon value, DataOutputView out) throws IOException {
    out.writeLong(value.firstVisibleAt());
    out.writeLong(value.end());
  }

  @Override
  public Horizon read(DataInputView in, int version) throws IOException {
    return new Horizon(in.readLong(), in.readLong());
  }
}
