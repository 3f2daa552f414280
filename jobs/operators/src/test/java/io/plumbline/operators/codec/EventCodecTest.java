package io.plumbline.operators.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class EventCodecTest {
  private static final Exposure FULL =
      new Exposure(
          "x1",
          "gate",
          "gate_40",
          "user",
          "u-1",
          Map.of("device", "d-1"),
          1_704_067_200_000L,
          -1L,
          Map.of("country", "DE"),
          "web");

  @Test
  void exposuresKeepEveryField() throws IOException {
    Exposure bare =
        new Exposure(null, "gate", "gate_30", "user", null, Map.of(), 0, null, Map.of(), null);

    assertThat(roundTrip(ExposureCodec.TYPE, FULL)).isEqualTo(FULL);
    assertThat(roundTrip(ExposureCodec.TYPE, bare)).isEqualTo(bare);
  }

  @Test
  void metricEventsKeepEveryField() throws IOException {
    MetricEvent full =
        new MetricEvent("e", "rounds", "user", "u", Map.of(), 5, 6L, -0.0, Map.of("a", "b"));
    MetricEvent nan =
        new MetricEvent("e", "rounds", "user", "u", Map.of(), 5, null, Double.NaN, Map.of());
    MetricEvent none =
        new MetricEvent("e", "rounds", "user", "u", Map.of(), 5, null, null, Map.of());

    assertThat(roundTrip(MetricEventCodec.TYPE, full)).isEqualTo(full);
    assertThat(roundTrip(MetricEventCodec.TYPE, nan)).isEqualTo(nan);
    assertThat(roundTrip(MetricEventCodec.TYPE, none)).isEqualTo(none);
  }

  @Test
  void stringsBeyondTheLimitOfWriteUtfAndBeyondAsciiCome() throws IOException {
    Exposure large = FULL.withId("ü€😀".repeat(50_000));

    assertThat(roundTrip(ExposureCodec.TYPE, large)).isEqualTo(large);
  }

  @Test
  void mapsKeepTheirOrder() throws IOException {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("b", "1");
    attributes.put("a", "2");
    attributes.put("c", "");
    MetricEvent event = new MetricEvent("e", "n", "user", "u", Map.of(), 5, null, 1.0, attributes);

    assertThat(roundTrip(MetricEventCodec.TYPE, event).attributes().keySet())
        .containsExactly("b", "a", "c");
  }

  @Test
  void inputRecordsHoldAnEventOrWhyThereIsNone() throws IOException {
    InputRecord<Exposure> good = InputRecord.ofEvent(FULL, "in/exposures.csv", 1L << 40);
    InputRecord<Exposure> bad = InputRecord.ofMalformed("no unit", "{}", "in/exposures.csv", 3);

    assertThat(roundTrip(InputRecord.EXPOSURES, good)).isEqualTo(good);
    assertThat(roundTrip(InputRecord.EXPOSURES, bad)).isEqualTo(bad);
  }

  private static <T> T roundTrip(TypeInformation<T> type, T value) throws IOException {
    TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    T read = serializer.deserialize(in);
    assertThat(in.available()).isZero();
    return read;
  }
}
