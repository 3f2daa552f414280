package io.plumbline.operators.codec;

import static io.plumbline.operators.codec.Decoding.NOON;
import static io.plumbline.operators.codec.Decoding.OFFSET;
import static io.plumbline.operators.codec.Decoding.PARTITION;
import static io.plumbline.operators.codec.Decoding.decoder;
import static io.plumbline.operators.codec.Decoding.exposures;
import static io.plumbline.operators.codec.Decoding.metricEvents;
import static io.plumbline.operators.codec.Decoding.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.event.Event;
import io.plumbline.core.event.EventKind;
import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import io.plumbline.core.event.RejectReason;
import io.plumbline.core.unit.Position;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingTest {
  private static final String OWN =
      "{\"exposure_id\":\"x1\",\"experiment_key\":\"gate\",\"variant_key\":\"a\",\"unit_id\":17,"
          + "\"unit_ids\":{\"device\":\"d\"},\"event_time\":1704456000000,\"source\":\"web\","
          + "\"attributes\":{\"country\":\"DE\"},\"extra\":{\"deep\":[{}]}}";

  /** A metric source with the fields that it must have, and these keys. */
  private static SourceMapping mapped(Object... keysAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event_name", Map.of("const", "buy"));
    fields.put("unit_id", "u");
    fields.put("event_time", "t");
    Map<String, Object> yaml = new LinkedHashMap<>();
    yaml.put("topic", "t");
    yaml.put("format", "json");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      String key = (String) keysAndValues[i];
      if (key.startsWith("fields.")) {
        fields.put(key.substring(7), keysAndValues[i + 1]);
      } else {
        yaml.put(key, keysAndValues[i + 1]);
      }
    }
    yaml.put("fields", fields);
    return metricEvents(yaml);
  }

  private static MetricEvent event(SourceMapping mapping, String message) {
    List<InputRecord<Event>> records = records(mapping, message);
    assertThat(records).hasSize(1);
    assertThat(Reading.whyRefused(records.get(0))).isNull();
    return (MetricEvent) records.get(0).event();
  }

  private static String why(SourceMapping mapping, String message) {
    List<InputRecord<Event>> records = records(mapping, message);
    assertThat(records).hasSize(1);
    return Reading.whyRefused(records.get(0));
  }

  @Test
  void ownFieldsAreReadAsInFiles() {
    SourceMapping own = exposures(Map.of("topic", "t", "format", "json"));
    Event inFile = Reading.all(OWN, "f.ndjson", EventShape.EXPOSURE).get(0).event();

    assertThat(records(own, OWN).get(0).event()).isEqualTo(inFile);
    // The same by way of the tree.
    SourceMapping selected =
        exposures(Map.of("topic", "t", "format", "json", "where", Map.of("source", "web")));
    assertThat(records(selected, OWN).get(0).event()).isEqualTo(inFile);
  }

  @Test
  void ownFieldsAreAsStrictAsInFiles() {
    SourceMapping plain = exposures(Map.of("topic", "t", "format", "json"));
    SourceMapping tree =
        exposures(Map.of("topic", "t", "format", "json", "where", Map.of("source", "web")));
    for (String broken :
        List.of(
            OWN.replace("\"gate\"", "[1]"),
            OWN.replace("\"gate\"", "NaN"),
            OWN.replace("\"gate\"", "\"\""),
            OWN.replace("\"gate\"", "\"\\ud800\""),
            OWN.replace("\"gate\"", "\"" + "n".repeat(1025) + "\""),
            OWN.replace("1704456000000", "1704456000000.5"),
            OWN.replace("1704456000000", "\"noon\""),
            OWN.replace("1704456000000", "1"),
            OWN.replace("1704456000000", "true"),
            OWN.replace("\"DE\"", "[1]"),
            OWN.replace("{\"country\":\"DE\"}", "7"),
            OWN.replace(":17,", ":null,").replace("\"d\"", "\"\""))) {
      String inFile =
          Reading.whyRefused(Reading.all(broken, "f.ndjson", EventShape.EXPOSURE).get(0));
      assertThat(why(plain, broken)).isEqualTo(inFile).isNotNull();
      assertThat(why(tree, broken)).isEqualTo(inFile);
      assertThat(records(plain, broken).get(0).kind()).isEqualTo(EventKind.EXPOSURE);
    }
  }

  @Test
  void whatIsNotOfTheFormatIsRefusedOnceWithoutAKind() {
    SourceMapping plain = exposures(Map.of("topic", "t", "format", "json"));
    for (String broken : List.of("{", "", "17", OWN + "{}", "{\"a\":\"\u0000")) {
      for (TopicDecoder decoder : List.of(decoder(plain), decoder(mapped(), mapped()))) {
        List<InputRecord<Event>> records = records(decoder, broken);
        assertThat(records).hasSize(1);
        assertThat(records.get(0).kind()).isNull();
        assertThat(records.get(0).refusal().reason()).isEqualTo(RejectReason.MALFORMED);
        assertThat(records.get(0).refusal().payload()).isEqualTo(broken);
      }
    }
  }

  @Test
  void pathsConstantsAndTheFirstThatIsThere() {
    SourceMapping mapping =
        mapped(
            "fields.event_name",
                Map.of("first", List.of("a.b", "\"c.d\".0.e", Map.of("const", "z"))),
            "fields.value", "list.1",
            "fields.unit_type", Map.of("const", "device"));
    String message = "{\"u\":\"1\",\"t\":1704456000000,\"list\":[1,2.5],%s}";

    assertThat(event(mapping, message.formatted("\"a\":{\"b\":\"x\"}")).eventName()).isEqualTo("x");
    assertThat(event(mapping, message.formatted("\"a\":{\"b\":\"\"}")).eventName()).isEqualTo("z");
    assertThat(event(mapping, message.formatted("\"a\":null,\"c.d\":[{\"e\":true}]")).eventName())
        .isEqualTo("true");
    MetricEvent event = event(mapping, message.formatted("\"a\":[]"));
    assertThat(event.value()).isEqualTo(2.5);
    assertThat(event.unitType()).isEqualTo("device");
    assertThat(event.receivedAt()).isNull();
  }

  @Test
  void timesHaveUnits() {
    String at = "{\"u\":\"1\",\"t\":%s}";
    assertThat(
            event(mapped("fields.event_time", unit("s")), at.formatted("1704456000")).eventTime())
        .isEqualTo(NOON);
    assertThat(
            event(mapped("fields.event_time", unit("s")), at.formatted("1704456000.0019"))
                .eventTime())
        .isEqualTo(NOON + 1);
    assertThat(
            event(mapped("fields.event_time", unit("s")), at.formatted("1.704456e9")).eventTime())
        .isEqualTo(NOON);
    assertThat(
            event(mapped("fields.event_time", unit("ms")), at.formatted("\"1704456000000\""))
                .eventTime())
        .isEqualTo(NOON);
    assertThat(
            event(mapped("fields.event_time", unit("us")), at.formatted("1704456000000999"))
                .eventTime())
        .isEqualTo(NOON);
    assertThat(
            event(mapped("fields.event_time", unit("ns")), at.formatted("\"1704456000000999999\""))
                .eventTime())
        .isEqualTo(NOON);
    assertThat(
            event(
                    mapped("fields.event_time", unit("iso")),
                    at.formatted("\"2024-01-05T13:00:00+01:00\""))
                .eventTime())
        .isEqualTo(NOON);

    assertThat(why(mapped("fields.event_time", unit("iso")), at.formatted("1704456000000")))
        .isEqualTo("event_time is 1704456000000; allowed: an ISO-8601 instant with an offset");
    assertThat(why(mapped("fields.event_time", unit("s")), at.formatted("\"x\"")))
        .isEqualTo("event_time is x; allowed: a number of seconds since 1970");
    assertThat(why(mapped("fields.event_time", unit("s")), at.formatted("1e999999999")))
        .startsWith("event_time is 1e999999999; allowed: ");
    assertThat(why(mapped("fields.event_time", unit("s")), at.formatted("1704456000000")))
        .endsWith("allowed: from 2000-01-01T00:00:00Z to before 2100-01-01T00:00:00Z");
    assertThat(why(mapped("fields.event_time", unit("s")), at.formatted("[]")))
        .isEqualTo("event_time is a list; allowed: a number of seconds since 1970");
  }

  private static Map<String, Object> unit(String unit) {
    return Map.of("path", "t", "unit", unit);
  }

  @Test
  void oneMessageHoldsManyEvents() {
    SourceMapping mapping =
        mapped(
            "explode", "batch.events",
            "where", Map.of("kind", List.of("a", "b")),
            "fields.unit_id", "$.user",
            "fields.event_name", "kind");
    TopicDecoder decoder = decoder(mapping);
    List<InputRecord<Event>> records =
        records(
            decoder,
            "{\"user\":\"u\",\"batch\":{\"events\":[{\"kind\":\"a\",\"t\":1704456000000},"
                + "{\"kind\":\"c\"},17,null,{\"kind\":\"b\",\"t\":1}]}}");

    assertThat(records).extracting(record -> record.position().recordIndex()).containsExactly(0, 4);
    assertThat(records.get(0).event().unitId()).isEqualTo("u");
    assertThat(records.get(1).refusal().detail()).startsWith("event_time is ");
    assertThat(decoder.counts().notSelected()).isEqualTo(3);
    assertThat(records(decoder, "{\"user\":\"u\"}")).isEmpty();
    assertThat(records.get(0).event().id()).isNotEqualTo(records.get(1).event());
  }

  @Test
  void anObjectWhereAListCouldBeIsOneEvent() {
    SourceMapping mapping = mapped("explode", Map.of("first", List.of("data", "$")));

    assertThat(records(mapping, "[{\"u\":1,\"t\":1704456000000},{\"u\":2,\"t\":1704456000000}]"))
        .extracting(record -> record.event().unitId())
        .containsExactly("1", "2");
    assertThat(event(mapping, "{\"u\":1,\"t\":1704456000000}").unitId()).isEqualTo("1");
    assertThat(event(mapping, "{\"data\":{\"u\":1,\"t\":1704456000000}}").unitId()).isEqualTo("1");
  }

  @Test
  void aMessageGivesRecordsByEveryMapping() {
    SourceMapping exposures =
        exposures(
            Map.of(
                "topic", "t",
                "format", "json",
                "explode", "shown",
                "fields",
                    Map.of(
                        "experiment_key", "e",
                        "variant_key", "v",
                        "unit_id", "$.u",
                        "event_time", "$.t")));
    TopicDecoder decoder = decoder(exposures, mapped());
    List<InputRecord<Event>> records =
        records(
            decoder,
            "{\"u\":\"1\",\"t\":1704456000000,\"shown\":[{\"e\":\"g\",\"v\":\"a\"},{\"e\":\"h\"}]}");

    assertThat(records)
        .extracting(InputRecord::kind)
        .containsExactly(EventKind.EXPOSURE, EventKind.EXPOSURE, EventKind.METRIC_EVENT);
    assertThat(records)
        .extracting(InputRecord::position)
        .containsExactly(
            new Position("t", PARTITION, OFFSET, 0),
            new Position("t", PARTITION, OFFSET, 1),
            new Position("t", PARTITION, OFFSET, 2));
    assertThat(records.get(1).refusal().detail()).startsWith("variant_key is missing");
    assertThat(((Exposure) records.get(0).event()).exposureId())
        .isNotEqualTo(records.get(2).event().id());
  }

  @Test
  void identitiesAndAttributesAreMapsOfPathsOrWholeObjects() {
    SourceMapping mapping =
        mapped(
            "fields.unit_id", null,
            "fields.unit_ids", Map.of("*", "ids", "user", "u"),
            "fields.attributes",
                Map.of("*", List.of("p", "q"), "country", "geo.country", "none", "nothing"));
    MetricEvent event =
        event(
            mapping,
            "{\"u\":\"1\",\"t\":1704456000000,\"ids\":{\"user\":\"0\",\"device\":7},"
                + "\"p\":{\"a\":1.50,\"b\":[1],\"c\":\"c\",\"long\":\""
                + "x".repeat(2000)
                + "\"},\"q\":{\"c\":\"d\",\"country\":\"FR\"},\"geo\":{\"country\":\"DE\"}}");

    assertThat(event.unitIds()).isEqualTo(Map.of("user", "1", "device", "7"));
    assertThat(event.attributes()).isEqualTo(Map.of("a", "1.50", "c", "d", "country", "DE"));
    assertThat(why(mapping, "{\"t\":1704456000000,\"ids\":{\"user\":{}}}"))
        .isEqualTo("an entry of unit_ids is an object; allowed: a text, number or boolean");
    assertThat(why(mapping, "{\"t\":1704456000000,\"u\":1,\"geo\":{\"country\":{}}}"))
        .isEqualTo("attributes.country is an object; allowed: a text, number or boolean");
  }

  @Test
  void whatIsDroppedOrSampledIsTold() {
    SourceMapping mapping =
        mapped("drop", Map.of("bad", true), "unsampled", Map.of("rate", List.of(1, "0")));
    TopicDecoder decoder = decoder(mapping);
    String message = "{\"u\":\"1\",\"t\":1704456000000,%s}";

    assertThat(records(decoder, message.formatted("\"bad\":true"))).isEmpty();
    assertThat(decoder.counts().dropped()).isEqualTo(1);
    assertThat(event(mapping, message.formatted("\"rate\":1")).unitId()).isEqualTo("1");
    assertThat(event(mapping, message.formatted("\"bad\":false")).unitId()).isEqualTo("1");
    InputRecord<Event> sampled = records(decoder, message.formatted("\"rate\":10")).get(0);
    assertThat(sampled.refusal().reason()).isEqualTo(RejectReason.SAMPLED);
    assertThat(sampled.event().unitId()).isEqualTo("1");
    assertThat(sampled.refusal().payload()).isNull();
  }

  @Test
  void aClockThatRunsAheadIsJudgedByTheTimeOfReceipt() {
    String message = "{\"u\":\"1\",\"t\":%d,\"r\":%d}";
    SourceMapping logged = mapped();
    SourceMapping received = mapped("fields.received_at", "r");
    long ahead = 300_000;

    assertThat(why(logged, message.formatted(NOON + ahead, 0))).isNull();
    assertThat(why(logged, message.formatted(NOON + ahead + 1, 0)))
        .isEqualTo(
            "event_time is 300001 ms after the message's timestamp; allowed: at most 300000 ms"
                + " (timing.max-clock-ahead)");
    assertThat(why(received, message.formatted(NOON + 3 * ahead, NOON + 2 * ahead))).isNull();
    InputRecord<Event> record = records(received, message.formatted(NOON + ahead + 1, NOON)).get(0);
    assertThat(record.refusal().reason()).isEqualTo(RejectReason.IN_FUTURE);
    assertThat(record.receivedAt()).isEqualTo(NOON);
    assertThat(record.event()).isNotNull();
  }

  @Test
  void aValueThatIsNoNumberMayBeMissing() {
    SourceMapping mapping = mapped("fields.value", Map.of("path", "v", "unreadable", "missing"));
    String message = "{\"u\":\"1\",\"t\":1704456000000,\"v\":%s}";

    assertThat(event(mapping, message.formatted("\"blue\"")).value()).isNull();
    assertThat(event(mapping, message.formatted("\"2.5\"")).value()).isEqualTo(2.5);
    assertThat(why(mapped("fields.value", "v"), message.formatted("\"blue\"")))
        .startsWith("value is blue");
  }

  @Test
  void aMappingGoesToTheTasks() throws Exception {
    SourceMapping mapping =
        exposures(Map.of("topic", "t", "preset", "otlp", "fields", Map.of("unit_id", "a")));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(mapping);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(mapping);
    }
  }

  @Test
  void everyProblemIsToldWithSourceKeyAndWhatIsAllowed() {
    Map<String, Object> yaml = new LinkedHashMap<>();
    yaml.put("feilds", Map.of());
    yaml.put("format", "xml");
    yaml.put("explode", 7);
    yaml.put("where", Map.of("a", List.of(Map.of())));
    yaml.put("drop", "x");
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("experiment", "a");
    fields.put("experiment_key", "a..b");
    fields.put("variant_key", Map.of("path", "v", "unit", "s"));
    fields.put("unit_id", Map.of("pth", "v"));
    fields.put("unit_ids", Map.of("user", 7));
    fields.put("event_time", Map.of("path", "t", "unit", "h"));
    fields.put("received_at", Map.of("const", "noon"));
    fields.put("source", Map.of("path", "s", "unreadable", "yes", "x", 1));
    fields.put("attributes", List.of());
    yaml.put("fields", fields);

    assertThatThrownBy(() -> SourceMapping.parse(yaml, EventKind.EXPOSURE, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(
            e ->
                assertThat(e.getMessage().lines())
                    .allMatch(
                        line -> line.startsWith("exposures[2].") && line.contains("allowed: "))
                    .anyMatch(line -> line.startsWith("exposures[2].feilds is an unknown key"))
                    .anyMatch(
                        line ->
                            line.equals(
                                "exposures[2].format is xml; allowed: avro, confluent-avro, json,"
                                    + " otlp-json"))
                    .anyMatch(line -> line.startsWith("exposures[2].explode is 7; "))
                    .anyMatch(line -> line.startsWith("exposures[2].where.a is a mapping with []"))
                    .anyMatch(line -> line.startsWith("exposures[2].drop is x; "))
                    .anyMatch(
                        line -> line.startsWith("exposures[2].fields.experiment is an unknown"))
                    .anyMatch(line -> line.startsWith("exposures[2].fields.experiment_key is a..b"))
                    .anyMatch(
                        line -> line.startsWith("exposures[2].fields.variant_key.unit stands"))
                    .anyMatch(
                        line -> line.startsWith("exposures[2].fields.unit_id is a mapping with"))
                    .anyMatch(line -> line.startsWith("exposures[2].fields.unit_ids.user is 7"))
                    .anyMatch(
                        line ->
                            line.equals(
                                "exposures[2].fields.event_time.unit is h; allowed: s, ms, us, ns,"
                                    + " iso"))
                    .anyMatch(
                        line -> line.startsWith("exposures[2].fields.received_at.const is noon"))
                    .anyMatch(
                        line -> line.startsWith("exposures[2].fields.source.unreadable is yes"))
                    .anyMatch(line -> line.startsWith("exposures[2].fields.source.x is an unknown"))
                    .anyMatch(line -> line.startsWith("exposures[2].fields.attributes is a list"))
                    .anyMatch(line -> line.startsWith("exposures[2].topic is missing"))
                    .hasSize(16));
    assertThatThrownBy(
            () ->
                metricEvents(
                    Map.of("topic", "t", "format", "json", "fields", Map.of("event_name", "n"))))
        .hasMessageStartingWith("metric-events[0].fields.event_time is missing; allowed: a path");
    assertThatThrownBy(() -> metricEvents(Map.of("topic", "t", "preset", "otlp")))
        .hasMessage(
            "metric-events[0].preset is otlp; allowed: growthbook, launchdarkly, segment, statsig");
    assertThatThrownBy(() -> exposures(Map.of("topic", "t", "schema", "nowhere.avsc")))
        .hasMessageStartingWith("exposures[0].schema is nowhere.avsc, which cannot be read");
    assertThatThrownBy(() -> exposures(Map.of("topic", "t", "schema", "{\"type\":\"string\"}")))
        .hasMessage("exposures[0].schema is an Avro schema of type string; allowed: a record");
  }

  @Test
  void aSchemaMayBeAFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("own.avsc");
    Files.writeString(file, AvroSchemas.own(EventKind.EXPOSURE).toString(true));

    assertThat(exposures(Map.of("topic", "t", "schema", file.toString())).writer())
        .isEqualTo(AvroSchemas.own(EventKind.EXPOSURE));
  }

  @Test
  void aTopicHasOneFormat() {
    SourceMapping avro = exposures(Map.of("topic", "t"));
    SourceMapping json = metricEvents(Map.of("topic", "t", "format", "json"));
    SourceMapping other = metricEvents(Map.of("topic", "a", "format", "json"));

    assertThat(SourceMapping.byTopic(List.of(other, json, exposures(Map.of("topic", "b")))))
        .containsOnlyKeys("a", "b", "t");
    assertThatThrownBy(() -> SourceMapping.byTopic(List.of(json, avro)))
        .hasMessage(
            "metric-events[0].format is json, but exposures[0] reads topic t as avro; allowed: one"
                + " format a topic");
    assertThatThrownBy(
            () -> SourceMapping.byTopic(List.of(metricEvents(Map.of("topic", "t")), avro)))
        .hasMessageStartingWith("metric-events[0].schema is another than that of exposures[0]");
  }

  @Test
  void pathsReadAsTheyWereWritten() {
    for (String path : List.of("a", "a.b.0", "a.\"b.c\"", "$", "$.a", "$ref.x")) {
      assertThat(ValuePath.parse(path)).hasToString(path);
    }
    for (String wrong : List.of("", ".", "a.", ".a", "a..b", "\"a", "\"a\"b", "a\"b", "a.[]")) {
      assertThatThrownBy(() -> ValuePath.parse(wrong)).hasMessageStartingWith("is " + wrong + ";");
    }
  }
}
