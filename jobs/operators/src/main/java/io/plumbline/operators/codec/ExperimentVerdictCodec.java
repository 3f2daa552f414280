package io.plumbline.operators.codec;

import io.plumbline.core.ledger.ExperimentVerdict;
import io.plumbline.core.ledger.Verdict;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link ExperimentVerdict}. */
public final class ExperimentVerdictCodec implements Codec<ExperimentVerdict> {
  public static final TypeInformation<ExperimentVerdict> TYPE =
      CodecTypeInfo.of(ExperimentVerdict.class, new ExperimentVerdictCodec());

  /** The first version: the configuration was always known. */
  private static final int WITHOUT_STALENESS = 1;

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(ExperimentVerdict value, DataOutputView out) throws IOException {
    Binary.writeString(value.experimentKey(), out);
    out.writeLong(value.asOf());
    Binary.writeVarInt(value.treatments().size(), out);
    for (ExperimentVerdict.Treatment treatment : value.treatments()) {
      Binary.writeString(treatment.treatmentKey(), out);
      Binary.writeString(treatment.verdict().kind().name(), out);
      Binary.writeString(treatment.verdict().reason(), out);
    }
    Binary.writeString(value.configVersion(), out);
    out.writeBoolean(value.isConfigStale());
  }

  @Override
  public ExperimentVerdict read(DataInputView in, int version) throws IOException {
    String experimentKey = Binary.readString(in);
    long asOf = in.readLong();
    ExperimentVerdict.Treatment[] treatments =
        new ExperimentVerdict.Treatment[Binary.readVarInt(in)];
    for (int i = 0; i < treatments.length; i++) {
      treatments[i] =
          new ExperimentVerdict.Treatment(
              Binary.readString(in),
              new Verdict(Verdict.Kind.valueOf(Binary.readString(in)), Binary.readString(in)));
    }
    String configVersion = Binary.readString(in);
    boolean isConfigStale = version > WITHOUT_STALENESS && in.readBoolean();
    return new ExperimentVerdict(
        experimentKey, asOf, List.of(treatments), configVersion, isConfigStale);
  }
}
