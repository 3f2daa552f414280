package io.plumbline.operators.codec;

import static io.plumbline.operators.Examples.START;
import static io.plumbline.operators.Examples.experiment;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.experiment.Dimension;
import io.plumbline.core.experiment.Experiment;
import io.plumbline.core.experiment.ExperimentMetric;
import io.plumbline.core.experiment.MetricRole;
import io.plumbline.core.experiment.MetricTerms;
import io.plumbline.core.experiment.Note;
import io.plumbline.core.experiment.Variant;
import io.plumbline.core.time.Silence;
import io.plumbline.operators.serialization.Codec;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What is read is what was written. */
class ConfigCodecTest {

  @Test
  void records() throws IOException {
    Experiment gate = experiment("gate");
    ExperimentMetric buy = gate.metrics().get(0).retiredFrom(START);
    Experiment retired =
        gate.but()
            .name(null)
            .hypothesis(null)
            .owner(null)
            .stoppedAt(null)
            .dimensions(
                List.of(new Dimension("a", 1, 2), new Dimension("a", 5, Dimension.IN_FORCE)))
            .variants(List.of(gate.control(), new Variant("late", false, 7)))
            .metrics(
                List.of(
                    new ExperimentMetric(
                        buy.metric(),
                        List.of(
                            buy.terms().get(0),
                            new MetricTerms(MetricRole.GUARDRAIL, 0.1, null, START + 1, 9)))))
            .notes(
                List.of(
                    new Note("1", Note.Kind.COMMENT, Note.Action.RESET_SRM, "ann", 3, 4),
                    new Note("2", Note.Kind.DECISION, Note.Action.ACKNOWLEDGE, null, 5, 6)))
            .knownFrom(3)
            .stopKnownFrom(START + 4)
            .plannedStop(START + 5)
            .build();
    assertRoundTrip(ConfigRecord.document(retired), new ConfigRecord.Form());
    assertRoundTrip(ConfigRecord.heartbeat("__heartbeat", START), new ConfigRecord.Form());
    assertRoundTrip(ConfigRecord.deletion("gate"), new ConfigRecord.Form());
    assertRoundTrip(
        ConfigRecord.silence(new Silence(Long.MIN_VALUE, START, false)), new ConfigRecord.Form());
  }

  @Test
  void stalls() throws IOException {
    assertRoundTrip(new ConfigStall(1, null, null, true), new ConfigStall.Form());
    assertRoundTrip(new ConfigStall(1, 2L, 3L, false), new ConfigStall.Form());
  }

  private static <T> void assertRoundTrip(T value, Codec<T> codec) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    codec.write(value, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(codec.read(in, codec.version())).isEqualTo(value);
    assertThat(in.available()).isZero();
  }
}
