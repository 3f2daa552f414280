package io.plumbline.operators.codec;

import io.plumbline.core.watch.ExposureRate;
import io.plumbline.core.watch.OwnClock;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link ExposureRate}. */
public final class ExposureRateCodec implements Codec<ExposureRate> {
  public static final TypeInformation<ExposureRate> TYPE =
      CodecTypeInfo.of(ExposureRate.class, new ExposureRateCodec());

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(ExposureRate value, DataOutputView out) throws IOException {
    out.writeDouble(value.exposures());
    Binary.writeVarInt(value.buckets(), out);
    out.writeDouble(value.logM());
    Binary.writeLong(value.openedAt(), out);
    OwnClock clock = value.clock();
    out.writeDouble(clock.exposures());
    out.writeDouble(clock.reference());
    Binary.writeVarInt(clock.buckets(), out);
    Binary.writeZigZag(clock.first(), out);
    Binary.writeVarInt(clock.past().size(), out);
    for (long x : clock.past()) {
      Binary.writeVarLong(x, out);
    }
  }

  @Override
  public ExposureRate read(DataInputView in, int version) throws IOException {
    double exposures = in.readDouble();
    int buckets = Binary.readVarInt(in);
    double logM = in.readDouble();
    Long openedAt = Binary.readLong(in);
    double clockExposures = in.readDouble();
    double reference = in.readDouble();
    int clockBuckets = Binary.readVarInt(in);
    long first = Binary.readZigZag(in);
    int size = Binary.readVarInt(in);
    List<Long> past = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      past.add(Binary.readVarLong(in));
    }
    OwnClock clock =
        new OwnClock(clockExposures, reference, clockBuckets, first, List.copyOf(past));
    return new ExposureRate(exposures, buckets, logM, clock, openedAt);
  }
}
