package io.plumbline.operators.codec;

import io.plumbline.core.time.Silence;
import io.plumbline.core.time.Silences;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link Silences}. */
public final class SilencesCodec implements Codec<Silences> {
  public static final TypeInformation<Silences> TYPE =
      CodecTypeInfo.of(Silences.class, new SilencesCodec());

  private final SilenceCodec silences = new SilenceCodec();

  @Override
  public int version() {
    return silences.version();
  }

  @Override
  public void write(Silences value, DataOutputView out) throws IOException {
    Binary.writeVarInt(value.all().size(), out);
    for (Silence silence : value.all()) {
      silences.write(silence, out);
    }
  }

  @Override
  public Silences read(DataInputView in, int version) throws IOException {
    int count = Binary.readVarInt(in);
    if (count == 0) {
      return Silences.NONE;
    }
    List<Silence> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(silences.read(in, version));
    }
    return new Silences(all);
  }
}
