package io.plumbline.operators.codec;

import io.plumbline.operators.serialization.Binary;
import io.plumbline.operators.serialization.Codec;
import io.plumbline.operators.serialization.CodecTypeInfo;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A message for the configuration topic.
 *
 * @param value JSON; null: what has the key is taken back
 */
public record ConfigMessage(String key, String value) {
  public static final TypeInformation<ConfigMessage> TYPE =
      CodecTypeInfo.of(ConfigMessage.class, new Form());

  /** Its binary form. */
  public static final class Form implements Codec<ConfigMessage> {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(ConfigMessage value, DataOutputView out) throws IOException {
      Binary.writeString(value.key(), out);
      Binary.writeString(value.value(), out);
    }

    @Override
    public ConfigMessage read(DataInputView in, int version) throws IOException {
      return new ConfigMessage(Binary.readString(in), Binary.readString(in));
    }
  }
}
