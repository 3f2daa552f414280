package io.plumbline.jobs.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.schemas.Table;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionTagsTest {
  @TempDir private Path folder;

  @Test
  void tablesAreTaggedAsTheyWereThen() throws Exception {
    CatalogConfig catalog = CatalogConfig.embedded(folder);
    TableSetup.prepare(catalog, EnumSet.of(Table.SRM_CHECKS, Table.ALERTS));
    try (Warehouse warehouse = Warehouse.open(catalog)) {
      append(warehouse);
      var first = warehouse.load(Table.SRM_CHECKS).orElseThrow().currentSnapshot();
      append(warehouse);
      var table = warehouse.load(Table.SRM_CHECKS).orElseThrow();
      long second = table.currentSnapshot().timestampMillis();
      assertThat(second).isGreaterThan(first.timestampMillis());

      DecisionTags.tag(warehouse, "7", first.timestampMillis());
      DecisionTags.tag(warehouse, "7", second);
      DecisionTags.tag(warehouse, "8", second + 1);
      DecisionTags.tag(warehouse, "9", first.timestampMillis() - 1);

      table.refresh();
      assertThat(table.refs()).containsOnlyKeys("main", "decision-7", "decision-8");
      assertThat(table.refs().get("decision-7").snapshotId()).isEqualTo(first.snapshotId());
      assertThat(table.refs().get("decision-7").isTag()).isTrue();
      assertThat(warehouse.load(Table.ALERTS).orElseThrow().refs()).isEmpty();
    }
  }

  private static void append(Warehouse warehouse) {
    TestTables.append(
        warehouse.load(Table.SRM_CHECKS).orElseThrow(),
        List.of(Rows.full(Table.SRM_CHECKS, "gate", Rows.DAY_ONE)));
  }
}
