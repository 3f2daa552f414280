package io.plumbline.operators.codec;

import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The configuration is silent, or it is back.
 *
 * @param openedAt by the wall clock, milliseconds since the epoch; names the incident
 * @param lastHeartbeat up to when the configuration was complete; null: it never said
 * @param resolvedAt by the wall clock; null while it is silent
 * @param holdsResults whether rows wait for it; else they go on without it
 */
public record ConfigStall(
    long openedAt, Long lastHeartbeat, Long resolvedAt, boolean holdsResults) {
  public static final TypeInformation<ConfigStall> TYPE =
      CodecTypeInfo.of(ConfigStall.class, new Form());

  public boolean isResolved() {
    return resolvedAt != null;
  }

  /** Its binary form, which no state holds. */
  public static final class Form implements Codec<ConfigStall> {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(ConfigStall value, DataOutputView out) throws IOException {
      out.writeLong(value.openedAt());
      Binary.writeLong(value.lastHeartbeat(), out);
      Binary.writeLong(value.resolvedAt(), out);
      out.writeBoolean(value.holdsResults());
    }

    @Override
    public ConfigStall read(DataInputView in, int version) throws IOException {
      return new ConfigStall(
          in.readLong(), Binary.readLong(in), Binary.readLong(in), in.readBoolean());
    }
  }
}
