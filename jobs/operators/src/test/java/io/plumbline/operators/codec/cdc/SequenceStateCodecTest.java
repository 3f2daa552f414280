package io.plumbline.operators.codec.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.configuration.SequenceState;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Forms that are older than the newest; {@link CapturesTest} has the newest. */
class SequenceStateCodecTest {
  /** Behind the version, two flags, a place in the log, and three empty lists. */
  private static final int REFUSED_ROWS = 1 + 2 + Long.BYTES + 3;

  private final TypeSerializer<SequenceState> serializer =
      SequenceStateCodec.TYPE.createSerializer(new SerializerConfigImpl());

  @Test
  void theFirstFormDidNotSayOfWhichTables() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(SequenceState.EMPTY, out);
    byte[] bytes = out.getCopyOfBuffer();
    bytes[0] = 1;
    assertThat(read(bytes)).isEqualTo(SequenceState.EMPTY);

    bytes[REFUSED_ROWS] = 2;
    assertThat(read(bytes).snapshot().refusedRows())
        .isEqualTo(Map.of("a table of the snapshot", 2L));
  }

  private SequenceState read(byte[] bytes) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    SequenceState state = serializer.deserialize(in);
    assertThat(in.available()).isZero();
    return state;
  }
}
