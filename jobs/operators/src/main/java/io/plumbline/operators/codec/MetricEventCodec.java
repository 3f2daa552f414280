package io.plumbline.operators.codec;

import io.plumbline.core.event.MetricEvent;
import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Binary form of {@link MetricEvent}. */
public final class MetricEventCodec implements Codec<MetricEvent> {
  public static final TypeInformation<MetricEvent> TYPE =
      CodecTypeInfo.of(MetricEvent.class, new MetricEventCodec());

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(MetricEvent value, DataOutputView out) throws IOException {
    Binary.writeString(value.eventId(), out);
    Binary.writeString(value.eventName(), out);
    Binary.writeString(value.unitType(), out);
    Binary.writeString(value.unitId(), out);
    Binary.writeStrings(value.unitIds(), out);
    out.writeLong(value.eventTime());
    Binary.writeLong(value.receivedAt(), out);
    Binary.writeDouble(value.value(), out);
    Binary.writeStrings(value.attributes(), out);
  }

  @Override
  public MetricEvent read(DataInputView in, int version) throws IOException {
    return new MetricEvent(
        Binary.readString(in),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readString(in),
        Binary.readStrings(in),
        in.readLong(),
        Binary.readLong(in),
        Binary.readDouble(in),
        Binary.readStrings(in));
  }
}
