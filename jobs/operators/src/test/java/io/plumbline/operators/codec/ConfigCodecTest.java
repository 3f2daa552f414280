package io.plumbline.operators.codec;

import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.experiment;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.experiment.Experiment;
import io.plumbline.operators.serialization.Codec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What is read is what was written. */
class ConfigCodecTest {

  @Test
  void records() throws IOException {
    Experiment retired =
        new Experiment(
            "gate",
            experiment("gate").kind(),
            null,
            null,
            null,
            "user",
            START,
            null,
            null,
            "sha256",
            0.001,
            0.05,
            1,
            experiment("gate").crossoverPolicy(),
            experiment("gate").dimensions(),
            experiment("gate").variants(),
            experiment("gate").allocations(),
            experiment("gate").metrics().stream().map(use -> use.retiredFrom(START)).toList(),
            3,
            4);
    assertRoundTrip(ConfigRecord.document(retired), new ConfigRecord.Form());
    assertRoundTrip(ConfigRecord.heartbeat("__heartbeat", START), new ConfigRecord.Form());
  }

  @Test
  void stalls() throws IOException {
    assertRoundTrip(new ConfigStall(1, null, null), new ConfigStall.Form());
    assertRoundTrip(new ConfigStall(1, 2L, 3L), new ConfigStall.Form());
  }

  private static <T> void assertRoundTrip(T value, Codec<T> codec) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    codec.write(value, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(codec.read(in, codec.version())).isEqualTo(value);
    assertThat(in.available()).isZero();
  }
}
