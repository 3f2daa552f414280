package io.plumbline.operators.codec;

import io.plumbline.core.ledger.ExperimentLedger;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link ExperimentLedger}, which changes in place. */
public final class ExperimentLedgerCodec implements Codec<ExperimentLedger> {
  public static final TypeInformation<ExperimentLedger> TYPE =
      CodecTypeInfo.of(ExperimentLedger.class, new ExperimentLedgerCodec());

  @Override
  public int version() {
    return ExperimentLedger.FORMAT;
  }

  @Override
  public void write(ExperimentLedger value, DataOutputView out) throws IOException {
    value.write(out);
  }

  @Override
  public ExperimentLedger read(DataInputView in, int version) throws IOException {
    return ExperimentLedger.read(in, version);
  }

  @Override
  public ExperimentLedger copy(ExperimentLedger value) {
    try {
      DataOutputSerializer out = new DataOutputSerializer(4096);
      value.write(out);
      return ExperimentLedger.read(
          new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()));
    } catch (IOException e) {
      throw new UncheckedIOException("a ledger that cannot be written to memory", e);
    }
  }
}
