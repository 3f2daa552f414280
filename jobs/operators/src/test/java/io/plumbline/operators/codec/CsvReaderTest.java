package io.plumbline.operators.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.event.Exposure;
import io.plumbline.core.event.MetricEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
  private static final String HEADER =
      "exposure_id,experiment_key,variant_key,unit_type,unit_id,event_time,attributes.country\n";
  private static final String EVENTS = "event_id,event_name,unit_id,event_time,value\n";
  private static final long NOON = Instant.parse("2024-01-05T12:00:00Z").toEpochMilli();

  @Test
  void everyColumnIsRead() {
    InputRecord<Exposure> record =
        exposures(
                "\uFEFFexposure_id,experiment_key,variant_key,unit_type,unit_id,unit_ids.device,"
                    + "event_time,received_at,attributes.country,attributes.plan,source,extra\r\n"
                    + "x1,gate,gate_30,user,u1,d1,2024-01-05T12:00:00Z,1704456000001,DE,,web,?\r\n")
            .get(0);

    assertThat(record.event())
        .isEqualTo(
            new Exposure(
                "x1",
                "gate",
                "gate_30",
                "user",
                "u1",
                Map.of("device", "d1"),
                NOON,
                NOON + 1,
                Map.of("country", "DE"),
                "web"));
    assertThat(record.position().topic()).isEqualTo("in/x.csv");
    assertThat(record.position().offset()).isEqualTo(2);
    assertThat(record.position().partition()).isZero();
    assertThat(record.position().recordIndex()).isZero();
  }

  @Test
  void quotesHoldCommasQuotesAndLineFeeds() {
    List<InputRecord<Exposure>> records =
        exposures(
            HEADER
                + "\"x,1\",gate,a,,\"u \"\"1\"\"\",2024-01-05T12:00:00Z,\"two\r\nlines\"\r\n"
                + "x2,gate,\"a\",user,u2,2024-01-05T12:00:00Z,\"\"");

    Exposure first = records.get(0).event();
    assertThat(first.exposureId()).isEqualTo("x,1");
    assertThat(first.unitId()).isEqualTo("u \"1\"");
    assertThat(first.unitType()).isEqualTo("user");
    assertThat(first.attributes()).isEqualTo(Map.of("country", "two\r\nlines"));
    assertThat(records.get(1).position().offset()).isEqualTo(4);
    assertThat(records.get(1).event().attributes()).isEmpty();
  }

  @Test
  void aHeaderAloneIsAnEmptyFileOfRecords() {
    assertThat(exposures(HEADER)).isEmpty();
    assertThat(exposures(HEADER.strip())).isEmpty();
  }

  @Test
  void blankLinesAreNoRecordsButCountAsLines() {
    List<InputRecord<Exposure>> records =
        exposures(HEADER + "\n\r\nx,gate,a,user,u,2024-01-05T12:00:00Z,DE\n\n");

    assertThat(records).hasSize(1);
    assertThat(records.get(0).position().offset()).isEqualTo(4);
  }

  @Test
  void aMissingIdIsTheHashOfTheContent() {
    Exposure event = exposures(HEADER + ",gate,a,user,u,2024-01-05T12:00:00Z,DE\n").get(0).event();

    assertThat(event.exposureId()).isEqualTo(event.withId(null).contentHash()).hasSize(32);
  }

  @Test
  void valuesMayBeMissingOrNotFinite() {
    List<InputRecord<MetricEvent>> records =
        events(
            EVENTS
                + "e1,n,u,1704456000000,\ne2,n,u,1704456000000,NaN\n"
                + "e3,n,u,1704456000000,-Infinity\ne4,n,u,1704456000000,1.25\n");

    assertThat(records)
        .extracting(record -> record.event().value())
        .containsExactly(null, Double.NaN, Double.NEGATIVE_INFINITY, 1.25);
  }

  @Test
  void whatCannotBeReadIsMalformedAndTheRestGoesOn() {
    String good = "x,gate,a,user,u,2024-01-05T12:00:00Z,DE\n";
    List<InputRecord<Exposure>> records =
        exposures(
            HEADER
                + good
                + "x,,a,user,u,2024-01-05T12:00:00Z,DE\n"
                + "x,gate,a,user,,2024-01-05T12:00:00Z,DE\n"
                + "x,gate,a,user,u,yesterday,DE\n"
                + "x,gate,a,user,u,0001-01-01T00:00:00Z,DE\n"
                + "x,gate,a,user,u,9999-12-31T23:59:59Z,DE\n"
                + "x,gate,a\n"
                + "x,gate,a,user,"
                + "u".repeat(1_000_000)
                + ",2024-01-05T12:00:00Z,DE\n"
                + good);

    assertThat(records)
        .extracting(Reading::whyRefused)
        .containsExactly(
            null,
            "experiment_key is missing; allowed: a text that is not empty",
            "unit_id is missing; allowed: a text, or one or more identities in unit_ids",
            "event_time is yesterday; allowed: an ISO-8601 instant with an offset, or epoch"
                + " milliseconds",
            "event_time is 0001-01-01T00:00:00Z; allowed: from 2000-01-01T00:00:00Z to before"
                + " 2100-01-01T00:00:00Z",
            "event_time is 9999-12-31T23:59:59Z; allowed: from 2000-01-01T00:00:00Z to before"
                + " 2100-01-01T00:00:00Z",
            "the record has 3 values; allowed: 7, as the header has columns",
            "unit_id is a text of 1000000 bytes; allowed: at most 1024 bytes",
            null);
    assertThat(records.get(3).refusal().payload()).isEqualTo("x,gate,a,user,u,yesterday,DE");
    assertThat(records.get(7).refusal().payload()).hasSize(4096);
    assertThat(records.get(8).position().offset()).isEqualTo(10);
  }

  @Test
  void aValueThatIsNoNumberIsMalformed() {
    assertThat(events(EVENTS + "e,n,u,1704456000000,abc\n").get(0).refusal().detail())
        .isEqualTo("value is abc; allowed: a number, NaN, Infinity, or nothing");
  }

  @Test
  void aTextMayHave1024Bytes() {
    List<InputRecord<MetricEvent>> records =
        events(
            EVENTS
                + "e,"
                + "ü".repeat(512)
                + ",u,1704456000000,\ne,"
                + "ü".repeat(512)
                + "x,u,1704456000000,\n");

    assertThat(records).extracting(InputRecord::isRefused).containsExactly(false, true);
  }

  @Test
  void aQuoteThatDoesNotCloseCostsOneLine() {
    String good = "x,gate,a,user,u,2024-01-05T12:00:00Z,DE\n";
    List<InputRecord<Exposure>> records =
        exposures(
            HEADER
                + "x,gate,\"a,user,u,2024-01-05T12:00:00Z,DE\n"
                + good
                + "x,gate,\"a\",user,u,2024-01-05T12:00:00Z,DE\n"
                + "x,gate,\"a\" b,user,u,2024-01-05T12:00:00Z,DE\n"
                + good
                + "x,gate,\"a");

    assertThat(records)
        .extracting(InputRecord::isRefused)
        .containsExactly(true, false, false, true, false, true);
    assertThat(records.get(0).refusal().payload())
        .isEqualTo("x,gate,\"a,user,u,2024-01-05T12:00:00Z,DE");
    assertThat(records)
        .extracting(record -> record.position().offset())
        .containsExactly(2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void aRecordWithoutEndIsRefusedAndSkipped() {
    List<InputRecord<Exposure>> records =
        exposures(HEADER + "x".repeat(9_000_000) + "\nx,gate,a,user,u,2024-01-05T12:00:00Z,DE\n");

    assertThat(records).hasSize(2);
    assertThat(records.get(0).refusal().detail())
        .startsWith("the record is longer than 4194304 bytes");
    assertThat(records.get(1).event()).isNotNull();
    assertThat(records.get(1).position().offset()).isEqualTo(3);
  }

  @Test
  void recordsAcrossTheWindowsEdgeAreWhole() {
    StringBuilder file = new StringBuilder(HEADER);
    for (int i = 0; i < 20_000; i++) {
      file.append("x").append(i).append(",gate,\"a\",user,u,2024-01-05T12:00:00Z,DE\r\n");
    }

    List<InputRecord<Exposure>> records = exposures(file.toString());

    assertThat(records).hasSize(20_000).noneMatch(InputRecord::isRefused);
    assertThat(records.get(19_999).event().exposureId()).isEqualTo("x19999");
    assertThat(records.get(19_999).position().offset()).isEqualTo(20_001);
  }

  @Test
  void aHeaderWithoutTheColumnsMakesTheFileUnusable() {
    assertThatThrownBy(() -> exposures("exposure_id,experiment,variant_key\nx,gate,a\n"))
        .hasMessageContaining(
            "has no column experiment_key, event_time, unit_id (found: exposure_id, experiment,"
                + " variant_key); allowed: a header with the columns experiment_key, variant_key,"
                + " event_time and unit_id (or unit_ids.<type>)");
    assertThatThrownBy(() -> exposures(HEADER.replace("exposure_id", "unit_id")))
        .hasMessageContaining("has the column unit_id twice");
    assertThatThrownBy(() -> exposures("")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> exposures("\n\n")).hasMessageContaining("has no header");
  }

  @Test
  void aGzipFileThatIsCutKeepsWhatCameBeforeTheCut() throws IOException {
    StringBuilder file = new StringBuilder(EVENTS);
    for (int i = 0; i < 50_000; i++) {
      file.append("e").append(i * 7919L % 50_000).append(",n,u,1704456000000,").append(i % 97);
      file.append('\n');
    }
    byte[] whole = Reading.gzip(file.toString());

    assertThat(Reading.all(whole, "e.csv.gz", EventShape.METRIC_EVENT)).hasSize(50_000);
    List<InputRecord<MetricEvent>> records =
        Reading.all(Arrays.copyOf(whole, whole.length / 2), "e.csv.gz", EventShape.METRIC_EVENT);
    assertThat(records).hasSizeBetween(20_000, 30_000);
    InputRecord<MetricEvent> last = records.get(records.size() - 1);
    assertThat(last.refusal().detail()).startsWith("the file is damaged from here on");
    assertThat(last.position().offset()).isEqualTo(records.size() + 1L);
    assertThat(records.subList(0, records.size() - 1)).noneMatch(InputRecord::isRefused);
  }

  private static List<InputRecord<Exposure>> exposures(String csv) {
    return Reading.all(csv, "in/x.csv", EventShape.EXPOSURE);
  }

  private static List<InputRecord<MetricEvent>> events(String csv) {
    return Reading.all(csv, "in/e.csv", EventShape.METRIC_EVENT);
  }
}
