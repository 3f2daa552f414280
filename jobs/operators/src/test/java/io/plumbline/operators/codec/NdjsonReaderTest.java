package io.plumbline.operators.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NdjsonReaderTest {
  private static final long NOON = Instant.parse("2024-01-05T12:00:00Z").toEpochMilli();

  @Test
  void everyFieldIsReadAndOthersAreIgnored() {
    InputRecord<Exposure> record =
        exposures(
                """

                {"exposure_id":"x1","experiment_key":"gate","variant_key":"a","unit_id":null,\
                "unit_ids":{"user":17,"device":"d","none":null},"event_time":1704456000000,\
                "received_at":"2024-01-05T13:00:00.001+01:00","extra":{"deep":[{}]},\
                "attributes":{"country":"D\\u00c9","new":true,"age":4.50},"source":"web"}
                """)
            .get(0);

    assertThat(record.event())
        .isEqualTo(
            new Exposure(
                "x1",
                "gate",
                "a",
                "user",
                null,
                Map.of("user", "17", "device", "d"),
                NOON,
                NOON + 1,
                Map.of("country", "DÉ", "new", "true", "age", "4.50"),
                "web"));
    assertThat(record.position().offset()).isEqualTo(2);
  }

  @Test
  void mapsAreInOrderOfNames() {
    Exposure event =
        exposures(
                "{\"experiment_key\":\"g\",\"variant_key\":\"a\",\"unit_id\":\"u\",\"event_time\":"
                    + "1704456000000,\"attributes\":{\"c\":\"1\",\"a\":\"2\",\"b\":\"3\"}}")
            .get(0)
            .event();

    assertThat(event.attributes().keySet()).containsExactly("a", "b", "c");
    assertThat(event.exposureId()).isEqualTo(event.withId(null).contentHash());
  }

  @Test
  void valuesAreNumbersOrTexts() {
    assertThat(
            events(
                event("1.5")
                    + event("-3")
                    + event("NaN")
                    + event("\"Infinity\"")
                    + event("null")
                    + event("\"\"")
                    + event("1e400")))
        .extracting(record -> record.event().value())
        .containsExactly(
            1.5, -3.0, Double.NaN, Double.POSITIVE_INFINITY, null, null, Double.POSITIVE_INFINITY);
  }

  @Test
  void whatCannotBeReadIsMalformedAndTheRestGoesOn() {
    List<InputRecord<MetricEvent>> records =
        events(
            "{\"event_name\":\"n\"\n"
                + "[1]\n"
                + "{} {}\n"
                + "null\n"
                + event("true")
                + event("\"abc\"")
                + event("[]")
                + event("1").replace("\"u\"", "{\"id\":1}")
                + event("1").replace("\"u\"", "NaN")
                + event("1").replace("\"u\"", "\"\\ud800\"")
                + event("1").replace("1704456000000", "1704456000000.5")
                + event("1").replace("\"n\"", "\"" + "n".repeat(2000) + "\"")
                + event("1,\"attributes\":{\"a\":[1]}")
                + event("1,\"attributes\":7")
                + event("1,\"received_at\":99999999999999999")
                + "\u0000\u0001\n"
                + event("1"));

    assertThat(records)
        .extracting(Reading::whyRefused)
        .containsExactly(
            "the line is not JSON at column 18; allowed: one JSON object",
            "the line is a list; allowed: one JSON object",
            "the line goes on after the object; allowed: one JSON object",
            "the line is null; allowed: one JSON object",
            "value is a boolean; allowed: a number, NaN, Infinity, or nothing",
            "value is abc; allowed: a number, NaN, Infinity, or nothing",
            "value is a list; allowed: a number, NaN, Infinity, or nothing",
            "unit_id is an object; allowed: a text that is not empty",
            "unit_id is a number; allowed: a text that is not empty",
            "unit_id is a text with half a surrogate pair; allowed: Unicode text",
            "event_time is a number; allowed: an ISO-8601 instant with an offset, or epoch"
                + " milliseconds",
            "event_name is a text of 2000 bytes; allowed: at most 1024 bytes",
            "an entry of attributes is a list; allowed: a text, number or boolean",
            "attributes is a number; allowed: texts by name",
            "received_at is +3170843-11-07T09:46:39.999Z; allowed: from 2000-01-01T00:00:00Z to"
                + " before 2100-01-01T00:00:00Z",
            "the line is not JSON at column 2; allowed: one JSON object",
            null);
    assertThat(records)
        .extracting(record -> record.position().offset())
        .startsWith(1L, 2L, 3L)
        .endsWith(17L);
  }

  @Test
  void textsOfATimeOrNumberMayBeQuoted() {
    assertThat(
            events(event("\"2.5\"").replace("1704456000000", "\"1704456000000\""))
                .get(0)
                .event()
                .eventTime())
        .isEqualTo(NOON);
  }

  @Test
  void aFileWithoutAnEndingIsToldByItsContent() {
    assertThat(Reading.all("\n " + event("1"), "events", EventShape.METRIC_EVENT))
        .hasSize(1)
        .noneMatch(InputRecord::isRefused);
    assertThat(
            Reading.all(
                "event_name,unit_id,event_time\nn,u,1704456000000\n",
                "events.txt",
                EventShape.METRIC_EVENT))
        .hasSize(1)
        .noneMatch(InputRecord::isRefused);
  }

  private static String event(String value) {
    return "{\"event_id\":\"e\",\"event_name\":\"n\",\"unit_id\":\"u\",\"event_time\":1704456000000,"
        + "\"value\":"
        + value
        + "}\n";
  }

  private static List<InputRecord<Exposure>> exposures(String text) {
    return Reading.all(text, "in/x.ndjson", EventShape.EXPOSURE);
  }

  private static List<InputRecord<MetricEvent>> events(String text) {
    return Reading.all(text, "in/e.jsonl", EventShape.METRIC_EVENT);
  }
}
