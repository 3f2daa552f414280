package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinksITCase {
  private static final int DAYS = 3;

  @TempDir Path warehouse;

  @Test
  void oneBatchJobWritesEveryTableAndAnEmptyStreamWritesNothing() throws Exception {
    CatalogConfig catalog = CatalogConfig.embedded(warehouse);
    TableSetup.prepare(catalog, EnumSet.allOf(Table.class));

    StreamExecutionEnvironment env = environment();
    for (Table table : Table.values()) {
      DataStream<RowData> rows =
          env.fromData(RowTypes.typeInfo(table), rows(table).toArray(RowData[]::new))
              .uid("rows-" + table.tableName());
      if (table == Table.REJECTED_EVENTS) {
        rows = rows.filter(row -> false).uid("none");
      }
      Sinks.append(rows, table, catalog);
    }
    env.execute("sinks");

    for (Table table : Table.values()) {
      assertThat(read(catalog, table)).hasSize(table == Table.REJECTED_EVENTS ? 0 : DAYS);
    }
    Record checks = read(catalog, Table.SRM_CHECKS).get(0);
    assertThat(checks.getField("experiment_key")).isEqualTo("gate");
    assertThat(checks.getField("as_of"))
        .isEqualTo(Instant.ofEpochMilli(Rows.DAY_ONE).atOffset(ZoneOffset.UTC));
    assertThat(checks.getField("observed")).isEqualTo(java.util.Map.of("k", 3L));
  }

  private static List<RowData> rows(Table table) {
    List<RowData> rows = new ArrayList<>();
    for (int day = 0; day < DAYS; day++) {
      rows.add(Rows.full(table, "gate", Rows.DAY_ONE + day * Rows.DAY));
    }
    return rows;
  }

  private static List<Record> read(CatalogConfig config, Table table) {
    return Catalogs.use(
        config,
        catalog -> {
          var loaded = catalog.loadTable(TableLayout.of(table).identifier());
          try (CloseableIterable<Record> records = IcebergGenerics.read(loaded).build()) {
            List<Record> all = new ArrayList<>();
            records.forEach(all::add);
            all.sort((a, b) -> a.toString().compareTo(b.toString()));
            return all;
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  private static StreamExecutionEnvironment environment() {
    Configuration configuration = new Configuration();
    configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    return StreamExecutionEnvironment.createLocalEnvironment(2, configuration);
  }
}
