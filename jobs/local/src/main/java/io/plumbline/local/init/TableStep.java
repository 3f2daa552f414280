package io.plumbline.local.init;

import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.TableLayout;
import io.plumbline.jobs.io.TableSetup;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.types.Types.NestedField;

/** The tables of the warehouse and their columns. */
final class TableStep implements InitStep {
  private final CatalogConfig catalog;
  private final Set<Table> tables;

  TableStep(CatalogConfig catalog, Set<Table> tables) {
    this.catalog = catalog;
    this.tables = Set.copyOf(tables);
  }

  @Override
  public List<String> missing() throws IOException {
    List<String> missing = new ArrayList<>();
    try (Warehouse warehouse = Warehouse.open(catalog)) {
      for (Table table : tables.stream().sorted().toList()) {
        var present = warehouse.load(table);
        if (present.isEmpty()) {
          missing.add("table " + table.tableName());
          continue;
        }
        for (NestedField column : TableLayout.of(table).schema().columns()) {
          if (present.get().schema().findField(column.name()) == null) {
            missing.add("column " + column.name() + " of table " + table.tableName());
          }
        }
      }
    }
    return missing;
  }

  @Override
  public void make() {
    TableSetup.prepare(catalog, tables);
  }
}
