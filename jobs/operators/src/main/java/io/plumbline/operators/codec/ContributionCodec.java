package io.plumbline.operators.codec;

import io.plumbline.core.unit.Contribution;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link Contribution}. */
public final class ContributionCodec implements Codec<Contribution> {
  public static final TypeInformation<Contribution> TYPE =
      CodecTypeInfo.of(Contribution.class, new ContributionCodec());

  @Override
  public int version() {
    return CellData.VERSION;
  }

  @Override
  public void write(Contribution value, DataOutputView out) throws IOException {
    Binary.writeString(value.experimentKey(), out);
    out.writeLong(value.instant());
    CellData.writeCell(value.cell(), out);
    CellData.writeMoments(value.amount(), out);
  }

  @Override
  public Contribution read(DataInputView in, int version) throws IOException {
    return new Contribution(
        Binary.readString(in),
        in.readLong(),
        CellData.readCell(in, version),
        CellData.readMoments(in));
  }
}
