package io.plumbline.operators.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.Table;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowTypesTest {
  @ParameterizedTest
  @EnumSource(Table.class)
  void columnsAreTheSchemasFieldsInOrder(Table table) {
    assertThat(RowTypes.of(table).getFieldNames())
        .isEqualTo(table.schema().getFields().stream().map(Schema.Field::name).toList());
  }

  @Test
  void typesFollowTheSchema() {
    assertThat(type(Table.VARIANT_METRICS, "metric_key")).isEqualTo("STRING NOT NULL");
    assertThat(type(Table.VARIANT_METRICS, "epoch")).isEqualTo("INT NOT NULL");
    assertThat(type(Table.VARIANT_METRICS, "units")).isEqualTo("BIGINT NOT NULL");
    assertThat(type(Table.VARIANT_METRICS, "is_mature")).isEqualTo("BOOLEAN NOT NULL");
    assertThat(type(Table.VARIANT_METRICS, "sum_y")).isEqualTo("DECIMAL(38, 6)");
    assertThat(type(Table.VARIANT_METRICS, "m2_y")).isEqualTo("DOUBLE");
    assertThat(type(Table.VARIANT_METRICS, "as_of")).isEqualTo("TIMESTAMP_LTZ(6) NOT NULL");
    assertThat(type(Table.VARIANT_METRICS, "exact_sums"))
        .isEqualTo("MAP<STRING NOT NULL, STRING NOT NULL> NOT NULL");
    assertThat(type(Table.SRM_CHECKS, "epoch")).isEqualTo("INT");
    assertThat(type(Table.SRM_CHECKS, "observed"))
        .isEqualTo("MAP<STRING NOT NULL, BIGINT NOT NULL> NOT NULL");
    assertThat(type(Table.SRM_CHECKS, "expected"))
        .isEqualTo("MAP<STRING NOT NULL, DOUBLE NOT NULL> NOT NULL");
    assertThat(type(Table.ALERTS, "suspects")).startsWith("ARRAY<ROW<`cause` STRING NOT NULL");
    assertThat(type(Table.SRM_CHECKS, "suspects"))
        .startsWith("ARRAY<ROW<`cause` STRING NOT NULL")
        .contains("`missing_units` DOUBLE '")
        .doesNotEndWith("NOT NULL");
    assertThat(type(Table.ENROLLMENTS, "crossover_at")).isEqualTo("TIMESTAMP_LTZ(6)");
  }

  @Test
  void aTypeThatNoTableUsesIsNamed() {
    Schema schema = SchemaBuilder.record("R").fields().requiredFloat("ratio").endRecord();
    assertThatThrownBy(() -> RowTypes.convert(schema))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("field ratio");
  }

  private static String type(Table table, String column) {
    RowType row = RowTypes.of(table);
    return row.getTypeAt(row.getFieldIndex(column)).asSummaryString();
  }
}
