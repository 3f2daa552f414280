package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.Table;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarehouseTest {
  private static final Instant DAY_ONE = Instant.ofEpochMilli(Rows.DAY_ONE);
  private static final String LONG_KEY =
      "an experiment whose key is longer than sixteen characters";

  @TempDir Path folder;
  private Warehouse warehouse;

  @BeforeEach
  void open() {
    CatalogConfig config = CatalogConfig.embedded(folder);
    TableSetup.prepare(config, EnumSet.complementOf(EnumSet.of(Table.EXPOSURE_EVENTS)));
    warehouse = Warehouse.open(config);
  }

  @AfterEach
  void close() throws IOException {
    warehouse.close();
  }

  @Test
  void rowsHaveSimpleTypes() {
    append(Table.VARIANT_METRICS, "gate");

    Map<String, Object> row =
        warehouse.rows(Table.VARIANT_METRICS, Expressions.alwaysTrue()).get(0);
    assertThat(row.keySet())
        .containsExactlyElementsOf(
            Table.VARIANT_METRICS.schema().getFields().stream().map(f -> f.name()).toList());
    assertThat(row)
        .containsEntry("experiment_key", "gate")
        .containsEntry("epoch", 1)
        .containsEntry("units", 2L)
        .containsEntry("is_mature", true)
        .containsEntry("as_of", DAY_ONE)
        .containsEntry("sum_y", new BigDecimal("12.500000"))
        .containsEntry("m2_y", 0.1)
        .containsEntry("exact_sums", Map.of("k", "v"));
  }

  @Test
  void aListHasItsElementsByName() {
    append(Table.ALERTS, "gate");

    List<?> suspects =
        (List<?>)
            warehouse
                .rows(Table.ALERTS, Expressions.alwaysTrue(), "suspects")
                .get(0)
                .get("suspects");
    Map<?, ?> suspect = (Map<?, ?>) suspects.get(0);
    assertThat(suspect).hasSize(10);
    assertThat(suspect.get("cause")).isEqualTo("a");
    assertThat(suspect.get("missing_units")).isEqualTo(0.5);
    assertThat(suspect.get("evidence")).isEqualTo("a");
  }

  @Test
  void rowsCanBeFilteredAndProjected() {
    append(Table.SRM_CHECKS, "a", "b");
    assertThat(
            warehouse.rows(
                Table.SRM_CHECKS,
                Expressions.equal("experiment_key", "b"),
                "experiment_key",
                "units"))
        .containsExactly(Map.of("experiment_key", "b", "units", 2L));
  }

  @Test
  void aTableThatDoesNotExistHasNoRows() {
    assertThat(warehouse.rows(Table.EXPOSURE_EVENTS, Expressions.alwaysTrue())).isEmpty();
    assertThat(warehouse.experimentKeys()).isEmpty();
    warehouse.replace(Set.of("gate"));
  }

  @Test
  void experimentsAreFoundWhereverTheyHaveRows() {
    append(Table.SRM_CHECKS, "a");
    append(Table.ENROLLMENTS, "b", LONG_KEY);
    append(Table.EXPERIMENT_HEALTH, "c", "a");
    append(Table.EXPERIMENT_HEALTH, LONG_KEY);
    append(Table.REJECTED_EVENTS, "misspelt");
    assertThat(warehouse.experimentKeys()).containsExactly("a", LONG_KEY, "b", "c");
  }

  @Test
  void replaceRemovesTheRowsOfTheseExperimentsAlone() {
    for (Table table : List.of(Table.ALERTS, Table.ENROLLMENTS, Table.SRM_CHECKS)) {
      append(table, "gate", "other", LONG_KEY);
      append(table, "gate");
      append(table, "other");
    }

    warehouse.replace(Set.of("gate", LONG_KEY));

    for (Table table : List.of(Table.ALERTS, Table.ENROLLMENTS, Table.SRM_CHECKS)) {
      assertThat(warehouse.rows(table, Expressions.alwaysTrue()))
          .as(table.tableName())
          .hasSize(2)
          .allSatisfy(row -> assertThat(row).containsEntry("experiment_key", "other"))
          .allSatisfy(row -> assertThat(row).containsEntry("published_at", DAY_ONE));
    }
    assertThat(warehouse.experimentKeys()).containsExactly("other");
  }

  @Test
  void replaceRemovesProgressAndRejectsOfTheRunsJobsAlone() {
    for (Table table : List.of(Table.JOB_PROGRESS, Table.REJECTED_EVENTS)) {
      TestTables.append(
          warehouse.load(table).orElseThrow(),
          List.of(
              Rows.minimal(table, "x", Rows.DAY_ONE).put("job", "srm").build(),
              Rows.minimal(table, "x", Rows.DAY_ONE).put("job", "metrics").build(),
              Rows.minimal(table, "x", Rows.DAY_ONE).put("job", "collect").build()));
    }
    warehouse.replace(Set.of("gate"));
    for (Table table : List.of(Table.JOB_PROGRESS, Table.REJECTED_EVENTS)) {
      assertThat(warehouse.rows(table, Expressions.alwaysTrue(), "job"))
          .containsExactly(Map.of("job", "collect"));
    }
  }

  @Test
  void whatDoesNotMatchIsNotCommittedAnew() {
    append(Table.SRM_CHECKS, "a", "z");
    long before = snapshot(Table.SRM_CHECKS);
    warehouse.delete(Table.SRM_CHECKS, Expressions.equal("experiment_key", "m"));
    assertThat(snapshot(Table.SRM_CHECKS)).isEqualTo(before);
  }

  private long snapshot(Table table) {
    return warehouse.load(table).orElseThrow().currentSnapshot().snapshotId();
  }

  /** One data file with a row of each. */
  private void append(Table table, String... experiments) {
    TestTables.append(
        warehouse.load(table).orElseThrow(),
        java.util.Arrays.stream(experiments)
            .map(experiment -> Rows.full(table, experiment, Rows.DAY_ONE))
            .toList());
  }
}
