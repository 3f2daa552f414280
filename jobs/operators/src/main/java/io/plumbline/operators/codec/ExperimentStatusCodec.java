package io.plumbline.operators.codec;

import io.plumbline.core.alert.ExperimentStatus;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link ExperimentStatus}. */
public final class ExperimentStatusCodec implements Codec<ExperimentStatus> {
  public static final TypeInformation<ExperimentStatus> TYPE =
      CodecTypeInfo.of(ExperimentStatus.class, new ExperimentStatusCodec());

  /** The first version: the configuration was always known. */
  private static final int WITHOUT_STALENESS = 1;

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(ExperimentStatus value, DataOutputView out) throws IOException {
    Binary.writeString(value.experimentKey(), out);
    out.writeLong(value.asOf());
    Binary.writeString(value.srmStatus(), out);
    Binary.writeVarInt(value.openAlertIds().size(), out);
    for (String id : value.openAlertIds()) {
      Binary.writeString(id, out);
    }
    Binary.writeString(value.configVersion(), out);
    out.writeBoolean(value.isConfigStale());
  }

  @Override
  public ExperimentStatus read(DataInputView in, int version) throws IOException {
    String experimentKey = Binary.readString(in);
    long asOf = in.readLong();
    String srmStatus = Binary.readString(in);
    String[] openAlertIds = new String[Binary.readVarInt(in)];
    for (int i = 0; i < openAlertIds.length; i++) {
      openAlertIds[i] = Binary.readString(in);
    }
    String configVersion = Binary.readString(in);
    boolean isConfigStale = version > WITHOUT_STALENESS && in.readBoolean();
    return new ExperimentStatus(
        experimentKey, asOf, srmStatus, List.of(openAlertIds), configVersion, isConfigStale);
  }
}
