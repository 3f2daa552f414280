package io.plumbline.operators.codec;

import io.plumbline.core.diagnosis.SplitStanding;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link SplitStanding}. */
public final class SplitStandingCodec implements Codec<SplitStanding> {
  public static final TypeInformation<SplitStanding> TYPE =
      CodecTypeInfo.of(SplitStanding.class, new SplitStandingCodec());

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(SplitStanding value, DataOutputView out) throws IOException {
    out.writeLong(value.startedAt());
    Binary.writeLong(value.stoppedAt(), out);
    Binary.writeLong(value.openedAt(), out);
  }

  @Override
  public SplitStanding read(DataInputView in, int version) throws IOException {
    return new SplitStanding(in.readLong(), Binary.readLong(in), Binary.readLong(in));
  }
}
