package io.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.Sinks;
import io.plumbline.jobs.io.TableSetup;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.operators.codec.RowBuilder;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Flink wrote reads the same in DuckDB as in Iceberg's own reader. */
class DuckDbReaderE2E {
  private static final long TIME = 1_704_067_200_123L;

  @TempDir Path folder;

  @Test
  void anotherEngineReadsTheSameRows() throws Exception {
    CatalogConfig catalog = CatalogConfig.embedded(folder);
    TableSetup.prepare(catalog, Set.of(Table.VARIANT_METRICS, Table.SRM_CHECKS));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setRuntimeMode(RuntimeExecutionMode.BATCH);
    Sinks.append(
        env.fromData(
                RowTypes.typeInfo(Table.VARIANT_METRICS), metrics("a", TIME), metrics("b", TIME))
            .uid("rows"),
        Table.VARIANT_METRICS,
        catalog);
    env.execute("write");

    DuckDbReader reader = new DuckDbReader(catalog);
    var rows = reader.rows(Table.VARIANT_METRICS);
    try (Warehouse warehouse = Warehouse.open(catalog)) {
      assertThat(rows)
          .hasSize(2)
          .containsExactlyInAnyOrderElementsOf(
              warehouse.rows(Table.VARIANT_METRICS, Expressions.alwaysTrue()));
    }
    assertThat(rows.get(0).keySet())
        .containsExactlyElementsOf(
            Table.VARIANT_METRICS.schema().getFields().stream().map(f -> f.name()).toList());
    assertThat(rows.get(0))
        .containsEntry("epoch", 0)
        .containsEntry("units", 4L)
        .containsEntry("is_mature", true)
        .containsEntry("as_of", Instant.ofEpochMilli(TIME))
        .containsEntry("sum_y", new BigDecimal("12345678901234567890123456789012.500000"))
        .containsEntry("m2_y", 0.1)
        .containsEntry("sum_d", null)
        .containsEntry("exact_sums", Map.of("sum_y", "1", "sum_y2", "2"));
    assertThat(reader.rows(Table.SRM_CHECKS)).as("empty").isEmpty();
    assertThat(reader.rows(Table.ENROLLMENTS)).as("never made").isEmpty();
  }

  private static RowData metrics(String variant, long asOf) {
    return RowBuilder.of(Table.VARIANT_METRICS)
        .put("experiment_key", "gate")
        .put("epoch", 0)
        .put("metric_key", "rounds")
        .put("metric_version", 1)
        .put("dimension", "all")
        .put("segment", "all")
        .put("variant_key", variant)
        .put("is_mature", true)
        .putTime("as_of", asOf)
        .put("revision", 0)
        .put("units", 4)
        .put("nonzero_units", 4)
        .put("events", 4)
        .put("duplicates", 0)
        .put("sum_y", new BigDecimal("12345678901234567890123456789012.5"))
        .put("m2_y", 0.1)
        .put("exact_sums", Map.of("sum_y2", "2", "sum_y", "1"))
        .put("config_version", "c")
        .putTime("history_from", asOf)
        .putTime("published_at", asOf)
        .build();
  }
}
