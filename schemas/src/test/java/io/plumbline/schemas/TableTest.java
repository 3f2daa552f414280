package io.plumbline.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.v1.Exposure;
import io.plumbline.v1.MetricEvent;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TableTest {
  private static final Set<String> EXEMPT =
      Set.of("published_at", "ingested_at", "positions", "is_config_stale");

  static Stream<Schema> records() {
    return CurrentSchemas.all().values().stream();
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyRecordAndFieldIsDocumented(Schema record) {
    assertThat(record.getDoc()).isNotBlank();
    assertThat(record.getFields())
        .allSatisfy(
            field -> {
              assertThat(field.doc()).as(field.name()).isNotBlank().endsWith(".");
              if (field.schema().isNullable()) {
                assertThat(field.doc()).as("%s says what null means", field).contains("Null");
                assertThat(field.hasDefaultValue()).as("%s defaults to null", field).isTrue();
              }
              if (EXEMPT.contains(field.name())) {
                assertThat(field.doc()).as("%s says that it is exempt", field).contains("Exempt");
              }
            });
  }

  @ParameterizedTest
  @MethodSource("records")
  void noFieldIsReservedInSql(Schema record) {
    assertThat(record.getFields())
        .extracting(Schema.Field::name)
        .allMatch(name -> name.matches("[a-z][a-z0-9_]*"))
        .filteredOn(name -> !(record.getName().equals("MetricEvent") && name.equals("value")))
        .noneMatch(ReservedWords::contains);
  }

  @ParameterizedTest
  @EnumSource(Table.class)
  void grainNamesColumnsThatTheRecordDocuments(Table table) {
    assertThat(table.grain()).allMatch(table::hasColumn);
    assertThat(table.schema().getDoc()).contains("Grain: " + String.join(", ", table.grain()));
  }

  @Test
  void tablesAreFoundByName() {
    assertThat(Table.named("variant_metrics")).isEqualTo(Table.VARIANT_METRICS);
    assertThatThrownBy(() -> Table.named("nope"))
        .hasMessageStartingWith("no table nope; the tables are [variant_metrics, ");
  }

  @Test
  void generatedRecordsHaveTheDesignsDefaults() {
    Exposure exposure =
        Exposure.newBuilder()
            .setExposureId("x1")
            .setExperimentKey("gate")
            .setVariantKey("gate_30")
            .setUnitId("u1")
            .setEventTime(Instant.EPOCH)
            .build();
    assertThat(exposure.getUnitType()).isEqualTo("user");
    assertThat(exposure.getUnitIds()).isEqualTo(Map.of());
    assertThat(exposure.getReceivedAt()).isNull();
    assertThat(exposure.getAttributes()).isEqualTo(Map.of());
    assertThat(exposure.getSource()).isNull();

    MetricEvent event =
        MetricEvent.newBuilder()
            .setEventId("e1")
            .setEventName("purchase")
            .setUnitId("u1")
            .setEventTime(Instant.EPOCH)
            .build();
    assertThat(event.getUnitType()).isEqualTo("user");
    assertThat(event.getValue()).isNull();
  }
}
