package io.plumbline.operators.codec;

import io.plumbline.core.experiment.Metric;
import io.plumbline.core.experiment.MetricKind;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link Metric}, a part of others. */
public final class MetricCodec implements Codec<Metric> {

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Metric value, DataOutputView out) throws IOException {
    Binary.writeString(value.key(), out);
    Binary.writeVarInt(value.version(), out);
    Binary.writeString(value.kind().name(), out);
    Binary.writeString(value.eventName(), out);
    Binary.writeStrings(value.eventFilter(), out);
    Binary.writeVarInt(value.decimals(), out);
    out.writeLong(value.delayMs());
    Binary.writeLong(value.windowMs(), out);
    out.writeBoolean(value.matureOnly());
    Binary.writeDouble(value.capLower(), out);
    Binary.writeDouble(value.capUpper(), out);
    out.writeBoolean(value.higherIsBetter());
    Binary.writeString(value.description(), out);
    out.writeLong(value.validFrom());
  }

  @Override
  public Metric read(DataInputView in, int version) throws IOException {
    return new Metric(
        Binary.readString(in),
        Binary.readVarInt(in),
        MetricKind.valueOf(Binary.readString(in)),
        Binary.readString(in),
        Binary.readStrings(in),
        Binary.readVarInt(in),
        in.readLong(),
        Binary.readLong(in),
        in.readBoolean(),
        Binary.readDouble(in),
        Binary.readDouble(in),
        in.readBoolean(),
        Binary.readString(in),
        in.readLong());
  }
}
