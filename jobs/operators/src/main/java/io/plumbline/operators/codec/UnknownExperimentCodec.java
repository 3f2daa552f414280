package io.plumbline.operators.codec;

import io.plumbline.core.watch.UnknownExperiment;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link UnknownExperiment}. */
public final class UnknownExperimentCodec implements Codec<UnknownExperiment> {
  public static final TypeInformation<UnknownExperiment> TYPE =
      CodecTypeInfo.of(UnknownExperiment.class, new UnknownExperimentCodec());

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(UnknownExperiment value, DataOutputView out) throws IOException {
    Binary.writeVarLong(value.exposures(), out);
    out.writeLong(value.firstTick());
    out.writeLong(value.lastTick());
    Binary.writeLong(value.openedAt(), out);
  }

  @Override
  public UnknownExperiment read(DataInputView in, int version) throws IOException {
    return new UnknownExperiment(
        Binary.readVarLong(in), in.readLong(), in.readLong(), Binary.readLong(in));
  }
}
