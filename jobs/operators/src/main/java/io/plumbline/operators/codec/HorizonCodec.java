package io.plumbline.operators.codec;

import io.plumbline.core.time.Horizon;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link Horizon}. The first version knew no silences. */
public final class HorizonCodec implements Codec<Horizon> {
  public static final TypeInformation<Horizon> TYPE =
      CodecTypeInfo.of(Horizon.class, new HorizonCodec());

  /** Of this form. */
  static final int VERSION = 2;

  /** The form that knew no silences. */
  static final int WITHOUT_SILENCES = 1;

  private final SilencesCodec silences = new SilencesCodec();

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public void write(Horizon value, DataOutputView out) throws IOException {
    out.writeLong(value.firstVisibleAt());
    out.writeLong(value.end());
    silences.write(value.silences(), out);
  }

  @Override
  public Horizon read(DataInputView in, int version) throws IOException {
    long firstVisibleAt = in.readLong();
    long end = in.readLong();
    return version == WITHOUT_SILENCES
        ? new Horizon(firstVisibleAt, end)
        : new Horizon(firstVisibleAt, end, silences.read(in, silences.version()));
  }
}
