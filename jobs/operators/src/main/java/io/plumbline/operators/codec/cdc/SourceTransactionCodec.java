package io.plumbline.operators.codec.cdc;

import io.plumbline.core.configuration.SourceTransaction;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link SourceTransaction}. */
public final class SourceTransactionCodec implements Codec<SourceTransaction> {
  public static final TypeInformation<SourceTransaction> TYPE =
      CodecTypeInfo.of(SourceTransaction.class, new SourceTransactionCodec());

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(SourceTransaction value, DataOutputView out) throws IOException {
    Binary.writeString(value.id(), out);
    out.writeLong(value.committedAtMs());
    ChangeForm.writeList(value.changes(), ChangeForm::writeChange, out);
    out.writeBoolean(value.isHeartbeat());
    Binary.writeVarInt(value.missingRows(), out);
  }

  @Override
  public SourceTransaction read(DataInputView in, int version) throws IOException {
    return new SourceTransaction(
        Binary.readString(in),
        in.readLong(),
        ChangeForm.readList(ChangeForm::readChange, in),
        in.readBoolean(),
        Binary.readVarInt(in));
  }
}
