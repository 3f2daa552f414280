package io.plumbline.operators.codec.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.configuration.RefusedChange;
import io.plumbline.core.configuration.RowChange;
import io.plumbline.core.configuration.SnapshotMark;
import io.plumbline.operators.codec.MalformedException;
import io.plumbline.operators.codec.cdc.Captures.Captured;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CdcDecoderTest {
  private static final String SOURCE =
      "\"source\":{\"schema\":\"s\",\"table\":\"t\",\"ts_ms\":5,\"snapshot\":\"false\","
          + "\"lsn\":70,\"sequence\":\"[\\\"60\\\",\\\"70\\\"]\"}";
  private static final String TRANSACTION = "\"transaction\":{\"id\":\"9:70\",\"total_order\":2}";

  private final CdcDecoder decoder =
      new CdcDecoder(
          id -> {
            throw MalformedException.unreadable("no schema " + id);
          });

  private Optional<CdcRecord> decode(String key, String value) throws IOException {
    return decoder.decode("cdc.s.t", 0, 3, bytes(key), bytes(value));
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static String envelope(String row) {
    return "{" + SOURCE + "," + TRANSACTION + "," + row + "}";
  }

  private Map<String, Object> after(String columns) throws IOException {
    CdcRecord record =
        decode("{\"id\":1}", envelope("\"op\":\"c\",\"after\":{" + columns + "}")).orElseThrow();
    assertThat(record.refused()).isNull();
    return record.change().after();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''             | the record is empty; allowed: JSON, or Avro",
        "nonsense       | the record is not JSON at column 1; allowed: JSON, or Avro",
        "{\"a\":        | the record is not JSON at column 6; allowed: JSON, or Avro",
        "{} {}          | the record goes on after its value; allowed: one JSON value",
        "[1]            | the record is no object; allowed: Debezium's envelope",
        "7              | the record is no object; allowed: Debezium's envelope",
        "{\"id\":1,\"name\":\"x\"} | source is missing; allowed: Debezium's envelope: no"
            + " ExtractNewRecordState or other transform that flattens it",
        "{\"source\":{\"table\":\"t\"}} | schema is missing; allowed: a text",
        "{\"status\":\"HALF\",\"id\":\"1:2\"} | status is HALF; allowed: BEGIN or END",
        "{\"status\":\"END\",\"id\":\"12\",\"ts_ms\":1} | id is 12; allowed: a transaction's number,"
            + " a colon, a place in the log",
      })
  void whatIsNoEnvelopeIsRefused(String value, String detail) throws IOException {
    RefusedChange refused = decode("{\"id\":1}", value).orElseThrow().refused();

    assertThat(refused.detail()).isEqualTo(detail);
    assertThat(refused.position()).hasToString("cdc.s.t, partition 0, offset 3");
    assertThat(refused.table()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"op\":\"x\"                 | op is x; allowed: r, c, u, d, t or m",
        "\"op\":\"c\"                 | after is missing; allowed: the row",
        "\"op\":\"u\",\"after\":[1]   | after is no object; allowed: the columns of a row",
        "\"op\":\"c\",\"after\":{\"w\":{\"scale\":2,\"value\":\"???\"}} | after.w: a decimal is no"
            + " base64; allowed: the base64 of a whole number's bytes",
        "\"op\":\"c\",\"after\":{\"w\":{\"scale\":2000000000,\"value\":\"AA==\"}} | after.w: a"
            + " decimal's scale is 2000000000; allowed: -20000 to 20000",
      })
  void whatCannotBeReadIsRefusedWithItsTransaction(String row, String detail) throws IOException {
    RefusedChange refused = decode("{\"id\":1}", envelope(row)).orElseThrow().refused();

    assertThat(refused.detail()).isEqualTo(detail);
    assertThat(refused.table()).isEqualTo("s.t");
    assertThat(refused.transactionId()).isEqualTo("9");
    assertThat(refused.snapshot()).isEqualTo(SnapshotMark.NONE);
    assertThat(refused.position().commitLsn()).isEqualTo(60);
    assertThat(refused.position().totalOrder()).isEqualTo(2);
  }

  @Test
  void aKeyIsAnObject() throws IOException {
    String row = envelope("\"op\":\"d\",\"before\":{\"id\":1}");

    assertThat(decode("Struct{id=1}", row).orElseThrow().refused().detail())
        .startsWith("the record is not JSON");
    assertThat(decode("1", row).orElseThrow().refused().detail())
        .isEqualTo("the key is no object; allowed: the columns of the primary key");
    assertThat(decode(null, row).orElseThrow().refused().detail())
        .isEqualTo("the key is missing; allowed: the columns of the primary key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"sequence\":\"[1\"",
        "\"sequence\":\"[]\"",
        "\"sequence\":\"[\\\"x\\\",\\\"1\\\"]\"",
        "\"sequence\":7",
        "\"snapshot\":\"half\"",
        "\"ts_ms\":\"x\"",
      })
  void aSourceThatCannotBeReadIsRefused(String field) throws IOException {
    String value =
        "{\"source\":{\"schema\":\"s\",\"table\":\"t\",\"ts_ms\":5,"
            + field
            + "},\"op\":\"c\",\"after\":{}}";

    RefusedChange refused = decode("{\"id\":1}", value).orElseThrow().refused();

    assertThat(refused.detail()).contains("; allowed: ");
    assertThat(refused.table()).isEqualTo("s.t");
  }

  @Test
  void valuesAreWhatTheyStandFor() throws IOException {
    assertThat(
            after(
                "\"a\":1,\"b\":9223372036854775808,\"c\":0.5,\"d\":null,\"e\":[1,\"x\"],"
                    + "\"f\":{\"g\":true},\"h\":{\"scale\":3,\"value\":\"B6Eg\"},\"i\":NaN"))
        .isEqualTo(
            map(
                "a",
                1L,
                "b",
                new BigDecimal("9223372036854775808"),
                "c",
                0.5,
                "d",
                null,
                "e",
                List.of(1L, "x"),
                "f",
                Map.of("g", true),
                "h",
                new BigDecimal("500.000"),
                "i",
                Double.NaN));
  }

  private static Map<String, Object> map(Object... entries) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], entries[i + 1]);
    }
    return map;
  }

  @Test
  void whatWasNotSentIsKnownInEveryType() throws IOException {
    assertThat(
            after(
                "\"a\":\"__debezium_unavailable_value\",\"b\":[\"__debezium_unavailable_value\"],"
                    + "\"c\":\"X19kZWJleml1bV91bmF2YWlsYWJsZV92YWx1ZQ==\","
                    + "\"d\":{\"__debezium_unavailable_value\":\"__debezium_unavailable_value\"}"))
        .allSatisfy((column, value) -> assertThat(value).isSameAs(RowChange.UNAVAILABLE));
  }

  @Test
  void aSchemaSaysWhatAFractionAndADecimalAre() throws IOException {
    String schema =
        "{\"type\":\"struct\",\"fields\":[{\"field\":\"after\",\"type\":\"struct\",\"fields\":["
            + "{\"field\":\"x\",\"type\":\"double\"},"
            + "{\"field\":\"w\",\"type\":\"bytes\",\"parameters\":{\"scale\":\"6\"},"
            + "\"name\":\"org.apache.kafka.connect.data.Decimal\"},"
            + "{\"field\":\"l\",\"type\":\"array\",\"items\":{\"type\":\"float\"}}]}]}";
    String payload =
        envelope("\"op\":\"c\",\"after\":{\"x\":\"NaN\",\"w\":\"B6Eg\",\"l\":[1,null]}");

    RowChange change =
        decode("{\"id\":1}", "{\"schema\":" + schema + ",\"payload\":" + payload + "}")
            .orElseThrow()
            .change();

    List<Object> list = new ArrayList<>();
    list.add(1.0);
    list.add(null);
    assertThat(change.after())
        .isEqualTo(map("x", Double.NaN, "w", new BigDecimal("0.500000"), "l", list));
    assertThat(
            decode("{\"schema\":null,\"payload\":{\"id\":1}}", envelope("\"op\":\"d\""))
                .orElseThrow()
                .change()
                .key())
        .isEqualTo(Map.of("id", 1L));
  }

  @Test
  void whatTellsNothingIsNothing() throws IOException {
    assertThat(decode("{\"id\":1}", null)).isEmpty();
    assertThat(decode("{\"serverName\":\"p\"}", "{\"ts_ms\":1}")).isEmpty();
    assertThat(decode(null, envelope("\"op\":\"m\",\"message\":{}"))).isEmpty();
  }

  @Test
  void avroNeedsARegistryThatKnowsItsSchema() throws IOException {
    byte[] message = {0, 0, 0, 0, 9, 2};

    assertThat(decoder.decode("cdc.s.t", 0, 3, message, message).orElseThrow().refused().detail())
        .isEqualTo("no schema 9");
    assertThat(
            new CdcDecoder(null)
                .decode("cdc.s.t", 0, 3, message, message)
                .orElseThrow()
                .refused()
                .detail())
        .contains("registry.url is missing");
  }

  /** Nothing that a record may hold makes it throw. */
  @ParameterizedTest
  @ValueSource(strings = {"plain.variants", "schemaful.variants", "avro.variants"})
  void brokenRecordsAreRefusedOrRead(String name) throws IOException {
    Random random = new Random(7);
    List<Captured> records = Captures.read(name);
    CdcDecoder reader = new CdcDecoder(Captures.schemas());
    int refused = 0;
    for (int i = 0; i < 4_000; i++) {
      Captured record = records.get(random.nextInt(records.size()));
      Captured broken =
          new Captured(
              record.topic(),
              0,
              i,
              random.nextBoolean() ? record.key() : broken(record.key(), random),
              broken(record.value(), random));
      refused +=
          Captures.decode(reader, broken)
              .filter(result -> result.refused() != null)
              .map(result -> 1)
              .orElse(0);
    }
    assertThat(refused).isPositive();
  }

  private static byte[] broken(byte[] bytes, Random random) {
    if (bytes == null) {
      return null;
    }
    byte[] broken = bytes.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0
        ? Arrays.copyOf(broken, random.nextInt(broken.length + 1))
        : broken;
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.experiments", "schemaful.variants", "plain.transaction"})
  void recordsComeBackFromTheirBinaryForm(String name) throws IOException {
    List<CdcRecord> records = new ArrayList<>(Captures.decode(name));
    records.addAll(decode("1", envelope("\"op\":\"d\"")).stream().toList());
    for (CdcRecord record : records) {
      DataOutputSerializer out = new DataOutputSerializer(64);
      CdcRecord.Form form = new CdcRecord.Form();
      form.write(record, out);
      DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

      assertThat(form.read(in, form.version())).isEqualTo(record);
      assertThat(in.available()).isZero();
    }
  }
}
