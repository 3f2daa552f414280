package io.plumbline.operators.codec;

import static io.plumbline.operators.codec.Decoding.NOON;
import static io.plumbline.operators.codec.Decoding.OFFSET;
import static io.plumbline.operators.codec.Decoding.PARTITION;
import static io.plumbline.operators.codec.Decoding.avro;
import static io.plumbline.operators.codec.Decoding.decoder;
import static io.plumbline.operators.codec.Decoding.exposures;
import static io.plumbline.operators.codec.Decoding.framed;
import static io.plumbline.operators.codec.Decoding.metricEvents;
import static io.plumbline.operators.codec.Decoding.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.time.Visibility;
import io.plumbline.core.unit.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;

class AvroDecodingTest {
  private static final Schema OTHER =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Click","fields":[
                {"name":"junk","type":{"type":"array","items":{"type":"map","values":["null","bytes"]}}},
                {"name":"fix","type":{"type":"fixed","name":"F","size":3}},
                {"name":"who","type":{"type":"record","name":"Who","fields":[
                  {"name":"id","type":["null","long"]},{"name":"f","type":"float"}]}},
                {"name":"what","type":{"type":"enum","name":"What","symbols":["VIEW","BUY"]}},
                {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},
                {"name":"price","type":["null","double"]},
                {"name":"new","type":"boolean"},
                {"name":"tags","type":{"type":"map","values":"string"}},
                {"name":"raw","type":"bytes"}]}
              """);

  private static GenericRecord exposure() {
    return new GenericRecordBuilder(AvroSchemas.own(EventKind.EXPOSURE))
        .set("exposure_id", "x1")
        .set("experiment_key", "gate")
        .set("variant_key", "a")
        .set("unit_id", "u1")
        .set("unit_ids", Map.of("device", "d"))
        .set("event_time", NOON - 5)
        .set("received_at", NOON)
        .set("attributes", Map.of("country", "DÉ", "age", "4"))
        .set("source", "web")
        .build();
  }

  private static GenericRecord metricEvent() {
    return new GenericRecordBuilder(AvroSchemas.own(EventKind.METRIC_EVENT))
        .set("event_id", "")
        .set("event_name", "buy")
        .set("unit_id", "")
        .set("unit_ids", Map.of("user", "u1"))
        .set("event_time", NOON)
        .set("value", 2.5)
        .build();
  }

  private static GenericRecord click() {
    GenericRecord who = new GenericData.Record(OTHER.getField("who").schema());
    who.put("id", 17L);
    who.put("f", 0.5f);
    GenericRecord click = new GenericData.Record(OTHER);
    click.put("junk", List.of(Map.of("a", java.nio.ByteBuffer.wrap(new byte[3]))));
    click.put("fix", new GenericData.Fixed(OTHER.getField("fix").schema(), new byte[3]));
    click.put("who", who);
    click.put("what", new GenericData.EnumSymbol(OTHER.getField("what").schema(), "BUY"));
    click.put("at", NOON * 1000 + 999);
    click.put("price", 1.25);
    click.put("new", true);
    click.put("tags", Map.of("k", "v"));
    click.put("raw", java.nio.ByteBuffer.wrap(new byte[] {1}));
    return click;
  }

  @Test
  void ourOwnSchemaNeedsNoConfiguration() {
    InputRecord<Event> record =
        records(decoder(SourceMapping.ownFields("exposures", EventKind.EXPOSURE)), avro(exposure()))
            .get(0);

    assertThat(record.event())
        .isEqualTo(
            new Exposure(
                "x1",
                "gate",
                "a",
                "user",
                "u1",
                Map.of("device", "d"),
                NOON - 5,
                NOON,
                Map.of("country", "DÉ", "age", "4"),
                "web"));
    assertThat(record.position()).isEqualTo(new Position("exposures", PARTITION, OFFSET, 0));
    assertThat(record.kind()).isEqualTo(EventKind.EXPOSURE);
    assertThat(record.receivedAt()).isEqualTo(NOON);
  }

  @Test
  void anEmptyIdIsTheHashOfThePosition() {
    SourceMapping mapping = SourceMapping.ownFields("metric-events", EventKind.METRIC_EVENT);
    MetricEvent event = (MetricEvent) records(decoder(mapping), avro(metricEvent())).get(0).event();

    // sha256sum of "metric-events\n3\n42\n0", 32 digits
    assertThat(event.eventId()).isEqualTo("c31bee78e525b41e0a3fdd304a4651f6");
    assertThat(event.unitId()).isNull();
    assertThat(event.unitIds()).isEqualTo(Map.of("user", "u1"));
    assertThat(event.value()).isEqualTo(2.5);
  }

  @Test
  void anotherSchemaIsMapped() {
    SourceMapping mapping =
        metricEvents(
            Map.of(
                "topic",
                "clicks",
                "schema",
                OTHER.toString(),
                "where",
                Map.of("what", "BUY"),
                "fields",
                Map.of(
                    "event_name",
                    "what",
                    "unit_id",
                    "who.id",
                    "event_time",
                    "at",
                    "value",
                    "price",
                    "attributes",
                    Map.of("*", "tags", "new", "new", "f", "who.f"))));
    InputRecord<Event> record = records(decoder(mapping), avro(click())).get(0);

    MetricEvent event = (MetricEvent) record.event();
    assertThat(event.eventName()).isEqualTo("BUY");
    assertThat(event.unitId()).isEqualTo("17");
    assertThat(event.eventTime()).isEqualTo(NOON);
    assertThat(event.value()).isEqualTo(1.25);
    assertThat(event.attributes()).isEqualTo(Map.of("k", "v", "new", "true", "f", "0.5"));
  }

  @Test
  void whatNoFieldCanBeIsMalformed() {
    SourceMapping mapping =
        metricEvents(
            Map.of(
                "topic",
                "clicks",
                "schema",
                OTHER.toString(),
                "fields",
                Map.of("event_name", "raw", "unit_id", "who.id", "event_time", "at")));

    InputRecord<Event> record = records(decoder(mapping), avro(click())).get(0);
    assertThat(Reading.whyRefused(record))
        .isEqualTo("event_name is of the Avro type BYTES; allowed: a text that is not empty");
    assertThat(record.kind()).isEqualTo(EventKind.METRIC_EVENT);
  }

  @Test
  void ownFieldsOfAnotherSchemaAreReadByName() {
    Schema narrow =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"E","fields":[
                  {"name":"extra","type":{"type":"array","items":"string"}},
                  {"name":"event_time","type":{"type":"long","logicalType":"timestamp-micros"}},
                  {"name":"unit_id","type":"int"},
                  {"name":"event_name","type":{"type":"enum","name":"N","symbols":["buy"]}},
                  {"name":"value","type":["null","float"]}]}
                """);
    GenericRecord record = new GenericData.Record(narrow);
    record.put("extra", List.of("a", "b"));
    record.put("event_time", NOON * 1000);
    record.put("unit_id", 7);
    record.put(
        "event_name", new GenericData.EnumSymbol(narrow.getField("event_name").schema(), "buy"));
    record.put("value", 0.25f);
    SourceMapping mapping = metricEvents(Map.of("topic", "t", "schema", narrow.toString()));

    MetricEvent event = (MetricEvent) records(decoder(mapping), avro(record)).get(0).event();
    assertThat(event.eventName()).isEqualTo("buy");
    assertThat(event.unitId()).isEqualTo("7");
    assertThat(event.eventTime()).isEqualTo(NOON);
    assertThat(event.value()).isEqualTo(0.25);
  }

  @Test
  void poisonIsRefusedWithoutAKind() {
    byte[] good = avro(exposure());
    byte[] behind = Arrays.copyOf(good, good.length + 1);
    byte[] cut = Arrays.copyOf(good, good.length - 1);
    // A text of two gigabytes, as its length says.
    byte[] huge = {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 1};
    TopicDecoder decoder = decoder(SourceMapping.ownFields("exposures", EventKind.EXPOSURE));

    for (byte[] poison : List.of(behind, cut, huge, new byte[0])) {
      InputRecord<Event> record = records(decoder, poison).get(0);
      assertThat(record.refusal().reason()).isEqualTo(RejectReason.MALFORMED);
      assertThat(record.refusal().detail()).startsWith("the message is not Avro of its schema");
      assertThat(record.kind()).isNull();
      assertThat(record.receivedAt()).isEqualTo(NOON);
    }
    assertThat(records(decoder, huge).get(0).refusal().payload()).isEqualTo("feffffff0f01");
  }

  @Property(tries = 2_000)
  void noBytesThrow(@ForAll long seed, @ForAll boolean mapped) {
    Random random = new Random(seed);
    byte[] bytes = avro(mapped ? click() : exposure());
    for (int i = random.nextInt(6); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    SourceMapping mapping =
        mapped
            ? metricEvents(
                Map.of(
                    "topic",
                    "clicks",
                    "schema",
                    OTHER.toString(),
                    "fields",
                    Map.of("event_name", "what", "unit_id", "who.id", "event_time", "at")))
            : SourceMapping.ownFields("exposures", EventKind.EXPOSURE);

    assertThat(records(decoder(mapping), bytes)).hasSize(1);
  }

  @Test
  void aTombstoneGivesNothingAndIsCounted() {
    TopicDecoder decoder = decoder(SourceMapping.ownFields("exposures", EventKind.EXPOSURE));

    assertThat(records(decoder, (byte[]) null)).isEmpty();
    assertThat(decoder.counts().tombstones()).isEqualTo(1);
  }

  @Test
  void schemasOfARegistryAreAskedForByTheMessage() throws Exception {
    List<InputRecord<Event>> records = new ArrayList<>();
    TopicDecoder decoder =
        new TopicDecoder(
            List.of(exposures(Map.of("topic", "t", "format", "confluent-avro"))),
            Visibility.DEFAULTS,
            id -> {
              if (id == 7) {
                return AvroSchemas.own(EventKind.EXPOSURE);
              }
              if (id == 8) {
                throw new IOException("down");
              }
              throw MalformedException.unreadable("unknown");
            });
    for (byte[] message :
        List.of(
            framed(7, avro(exposure())),
            framed(9, avro(exposure())),
            avro(exposure()),
            new byte[3])) {
      decoder.decode(message, 0, 0, NOON, records::add);
    }

    assertThat(records)
        .extracting(Reading::whyRefused)
        .containsExactly(
            null,
            "unknown",
            "the message begins with byte 4; allowed: a zero byte, the four of a schema's id, and"
                + " Avro",
            "the message begins with byte 0; allowed: a zero byte, the four of a schema's id, and"
                + " Avro");
    assertThatThrownBy(() -> decoder.decode(framed(8, new byte[1]), 0, 0, NOON, records::add))
        .isInstanceOf(IOException.class);
  }
}
