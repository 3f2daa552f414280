package io.plumbline.operators.codec;

import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How many there were of each of some keys.
 *
 * @param tick whose row counts them, or the end of the bucket, milliseconds since the epoch
 * @param counts by key, above 0
 */
public record TickCounts(long tick, Map<String, Long> counts) {
  public static final TypeInformation<TickCounts> TYPE =
      CodecTypeInfo.of(TickCounts.class, new Form());

  public static TickCounts of(long tick, String key, long count) {
    return new TickCounts(tick, Map.of(key, count));
  }

  /** Its binary form. */
  public static final class Form implements Codec<TickCounts> {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(TickCounts value, DataOutputView out) throws IOException {
      out.writeLong(value.tick());
      Binary.writeVarInt(value.counts().size(), out);
      for (Map.Entry<String, Long> entry : value.counts().entrySet()) {
        Binary.writeString(entry.getKey(), out);
        Binary.writeVarLong(entry.getValue(), out);
      }
    }

    @Override
    public TickCounts read(DataInputView in, int version) throws IOException {
      long tick = in.readLong();
      Map<String, Long> counts = new HashMap<>();
      for (int i = Binary.readVarInt(in); i > 0; i--) {
        String key = Binary.readString(in);
        counts.put(key, Binary.readVarLong(in));
      }
      return new TickCounts(tick, counts);
    }
  }
}
