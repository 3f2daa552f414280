package io.plumbline.operators.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.event.MetricEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;

class AvroReaderTest {
  private static final long NOON = Instant.parse("2024-01-05T12:00:00Z").toEpochMilli();
  private static final Schema SCHEMA = schema("timestamp-millis");

  @Test
  void fieldsAreReadByNameAndNumberedFromOne() throws IOException {
    List<InputRecord<MetricEvent>> records =
        read(file(SCHEMA, event(SCHEMA, "e1", NOON), event(SCHEMA, "e2", NOON)));

    assertThat(records.get(0).event())
        .isEqualTo(
            new MetricEvent(
                "e1", "n", "user", "u", Map.of(), NOON, null, 1.5, Map.of("country", "DE")));
    assertThat(records).extracting(record -> record.position().offset()).containsExactly(1L, 2L);
  }

  @Test
  void microsecondsAreCutToMilliseconds() throws IOException {
    Schema micros = schema("timestamp-micros");

    assertThat(read(file(micros, event(micros, "e", NOON * 1000 + 999))).get(0).event().eventTime())
        .isEqualTo(NOON);
  }

  @Test
  void aRecordThatBreaksARuleIsMalformed() throws IOException {
    assertThat(read(file(SCHEMA, event(SCHEMA, "e", -1), event(SCHEMA, "e", NOON))))
        .extracting(Reading::whyRefused)
        .containsExactly(
            "event_time is 1969-12-31T23:59:59.999Z; allowed: from 2000-01-01T00:00:00Z to before"
                + " 2100-01-01T00:00:00Z",
            null);
  }

  @Test
  void aFileThatIsCutEndsWithAMalformedRecord() throws IOException {
    GenericRecord[] events = new GenericRecord[20_000];
    for (int i = 0; i < events.length; i++) {
      events[i] = event(SCHEMA, "e" + i, NOON + i);
    }
    byte[] whole = file(SCHEMA, events);

    List<InputRecord<MetricEvent>> records = read(Arrays.copyOf(whole, whole.length / 2));

    InputRecord<MetricEvent> last = records.get(records.size() - 1);
    assertThat(records.size()).isBetween(5_000, 15_000);
    assertThat(last.refusal().detail()).startsWith("the file is damaged from here on");
    assertThat(records.subList(0, records.size() - 1)).noneMatch(InputRecord::isRefused);
  }

  @Test
  void otherFilesAndOtherSchemasAreUnusable() throws IOException {
    assertThatThrownBy(() -> read("no avro".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageContaining("is not an Avro container file");
    Schema other = SchemaBuilder.record("Other").fields().requiredString("unit_id").endRecord();
    byte[] file = file(other, new GenericRecordBuilder(other).set("unit_id", "u").build());
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(UnusableFileException.class)
        .hasMessage("has no field event_name, event_time in its schema Other");
  }

  private static Schema schema(String timeType) {
    return new Schema.Parser()
        .parse(
            """
            {"type": "record", "name": "MetricEvent", "namespace": "io.plumbline.v1", "fields": [
              {"name": "extra", "type": "int", "default": 0},
              {"name": "event_id", "type": "string"},
              {"name": "event_name", "type": "string"},
              {"name": "unit_id", "type": ["null", "string"], "default": null},
              {"name": "unit_ids", "type": {"type": "map", "values": "string"}, "default": {}},
              {"name": "event_time", "type": {"type": "long", "logicalType": "%s"}},
              {"name": "received_at", "default": null,
               "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
              {"name": "value", "type": ["null", "double"], "default": null},
              {"name": "attributes", "type": {"type": "map", "values": "string"}, "default": {}}
            ]}
            """
                .formatted(timeType));
  }

  private static GenericRecord event(Schema schema, String id, long time) {
    return new GenericRecordBuilder(schema)
        .set("event_id", id)
        .set("event_name", "n")
        .set("unit_id", "u")
        .set("event_time", time)
        .set("value", 1.5)
        .set("attributes", Map.of("country", "DE"))
        .build();
  }

  private static byte[] file(Schema schema, GenericRecord... records) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.create(schema, out);
      for (GenericRecord record : records) {
        writer.append(record);
      }
    }
    return out.toByteArray();
  }

  private static List<InputRecord<MetricEvent>> read(byte[] file) throws IOException {
    return Reading.all(file, "in/e.avro", EventShape.METRIC_EVENT);
  }
}
