package io.plumbline.operators.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.Table;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowBuilderTest {
  private static final long NOON = 1_704_110_400_000L;

  @Test
  void everyTypeOfValueArrives() throws IOException {
    RowData row = serialized(Table.VARIANT_METRICS, metrics().build());

    assertThat(row.getString(at("experiment_key"))).hasToString("gate");
    assertThat(row.getInt(at("epoch"))).isEqualTo(1);
    assertThat(row.getLong(at("units"))).isEqualTo(7L);
    assertThat(row.getLong(at("events"))).as("an Integer widens").isEqualTo(9L);
    assertThat(row.getBoolean(at("is_mature"))).isTrue();
    assertThat(row.getDecimal(at("sum_y"), 38, 6).toBigDecimal())
        .isEqualTo(new BigDecimal("123456789012345678901234567890.500000"));
    assertThat(row.getDouble(at("m2_y"))).isEqualTo(0.1);
    assertThat(row.getTimestamp(at("as_of"), 6).getMillisecond()).isEqualTo(NOON);
    assertThat(row.isNullAt(at("sum_d"))).isTrue();
    assertThat(row.isNullAt(at("m2_x"))).isTrue();
    assertThat(row.getMap(at("exact_sums")).size()).isEqualTo(2);
  }

  @Test
  void mapsAreWrittenInTheOrderOfTheirKeys() throws IOException {
    Map<String, Long> backwards = new LinkedHashMap<>();
    backwards.put("b", 2L);
    backwards.put("a", 1L);
    RowData row = serialized(Table.SRM_CHECKS, checks().put("observed", backwards).build());
    RowType type = RowTypes.of(Table.SRM_CHECKS);
    var keys = row.getMap(type.getFieldIndex("observed")).keyArray();
    assertThat(keys.getString(0)).isEqualTo(StringData.fromString("a"));
    assertThat(keys.getString(1)).isEqualTo(StringData.fromString("b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epoch|1.5|column variant_metrics.epoch takes INT NOT NULL, not Double",
        "metric_key|1.5|column variant_metrics.metric_key takes STRING NOT NULL, not Double",
        "units|1.5|column variant_metrics.units takes BIGINT NOT NULL, not Double",
        "sum_y|1.5|column variant_metrics.sum_y takes a BigDecimal, not Double",
        "exact_sums|1.5|column variant_metrics.exact_sums takes a Map, not Double",
        "as_of|1.5|column variant_metrics.as_of is a timestamp: put epoch milliseconds through putTime",
        "nope|1.5|table variant_metrics has no column nope",
      })
  void aMistakeNamesTableAndColumn(String column, Double value, String message) {
    RowBuilder builder = RowBuilder.of(Table.VARIANT_METRICS);
    assertThatThrownBy(() -> builder.put(column, value))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
  }

  @Test
  void otherMistakesNameThemToo() {
    RowBuilder builder = RowBuilder.of(Table.SRM_CHECKS);
    assertThatThrownBy(() -> builder.putTime("units", NOON))
        .hasMessage("column srm_checks.units is no timestamp but BIGINT NOT NULL");
    assertThatThrownBy(() -> builder.put("observed", Map.of("a", 0.5)))
        .hasMessage("column srm_checks.observed takes BIGINT NOT NULL, not Double");
    assertThatThrownBy(
            () -> RowBuilder.of(Table.VARIANT_METRICS).put("sum_y", new BigDecimal("0.0000001")))
        .hasMessage("column variant_metrics.sum_y does not hold 1E-7 exactly: DECIMAL(38, 6)");
    assertThatThrownBy(() -> checks().put("status", null).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("column srm_checks.status is NOT NULL and has no value");
    assertThatThrownBy(() -> RowBuilder.of(Table.SRM_CHECKS).build())
        .hasMessage("column srm_checks.experiment_key is NOT NULL and has no value");
  }

  @Test
  void nullEmptiesANullableColumn() {
    RowData row = checks().put("epoch", 3).put("epoch", null).build();
    assertThat(row.isNullAt(RowTypes.of(Table.SRM_CHECKS).getFieldIndex("epoch"))).isTrue();
  }

  private static RowBuilder metrics() {
    return RowBuilder.of(Table.VARIANT_METRICS)
        .put("experiment_key", "gate")
        .put("epoch", 1)
        .put("metric_key", "rounds")
        .put("metric_version", 1)
        .put("dimension", "all")
        .put("segment", "all")
        .put("variant_key", "gate_30")
        .put("is_mature", true)
        .putTime("as_of", NOON)
        .put("revision", 0)
        .put("units", 7L)
        .put("nonzero_units", 5L)
        .put("events", 9)
        .put("duplicates", 0L)
        .put("sum_y", new BigDecimal("123456789012345678901234567890.5"))
        .put("m2_y", 0.1)
        .put("exact_sums", Map.of("sum_y", "1", "sum_y2", "2"))
        .put("config_version", "c")
        .putTime("history_from", NOON)
        .putTime("published_at", NOON);
  }

  private static RowBuilder checks() {
    return RowBuilder.of(Table.SRM_CHECKS)
        .put("experiment_key", "gate")
        .put("dimension", "all")
        .put("segment", "all")
        .putTime("as_of", NOON)
        .put("revision", 0)
        .put("observed", Map.of())
        .put("expected", Map.of("a", 0.5))
        .put("units", 0L)
        .put("log_e_value", 0.0)
        .put("anytime_p_value", 1.0)
        .put("status", "HEALTHY")
        .put("config_version", "c")
        .putTime("published_at", NOON);
  }

  private static int at(String column) {
    return RowTypes.of(Table.VARIANT_METRICS).getFieldIndex(column);
  }

  /** As it arrives after a shuffle. */
  private static RowData serialized(Table table, RowData row) throws IOException {
    var serializer =
        RowTypes.typeInfo(table).createSerializer(new ExecutionConfig().getSerializerConfig());
    DataOutputSerializer out = new DataOutputSerializer(1024);
    serializer.serialize(row, out);
    return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
  }
}
