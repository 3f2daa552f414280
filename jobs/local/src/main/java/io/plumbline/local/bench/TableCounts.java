package io.plumbline.local.bench;

import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.iceberg.SnapshotSummary;

/** How many rows tables have got since a moment, by what their snapshots say. */
final class TableCounts {
  private final CatalogConfig catalog;
  private final Map<Table, Long> before;

  private TableCounts(CatalogConfig catalog) {
    this.catalog = catalog;
    this.before = read(catalog);
  }

  /** Since now. */
  static TableCounts since(CatalogConfig catalog) {
    return new TableCounts(catalog);
  }

  long rows() {
    return total(read(catalog)) - total(before);
  }

  private static long total(Map<Table, Long> rows) {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<Table, Long> read(CatalogConfig catalog) {
    Map<Table, Long> rows = new EnumMap<>(Table.class);
    try (Warehouse warehouse = Warehouse.open(catalog)) {
      for (Table table : Table.values()) {
        warehouse
            .load(table)
            .map(org.apache.iceberg.Table::currentSnapshot)
            .map(snapshot -> snapshot.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP))
            .ifPresent(records -> rows.put(table, Long.valueOf(records)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }
}
