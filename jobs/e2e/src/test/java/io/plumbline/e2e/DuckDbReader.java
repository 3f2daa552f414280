package io.plumbline.e2e;

import io.plumbline.jobs.io.CatalogConfig;
import io.plumbline.jobs.io.Warehouse;
import io.plumbline.schemas.Table;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.io.CloseableIterable;
import org.duckdb.DuckDBStruct;

/**
 * Reads a table with DuckDB, from the data files that the current snapshot lists: an engine that
 * shares no code with the one that wrote.
 */
public final class DuckDbReader {
  private final CatalogConfig catalog;

  public DuckDbReader(CatalogConfig catalog) {
    this.catalog = catalog;
  }

  /**
   * @return rows in no order; a row has its columns in the table's order, as String, Integer, Long,
   *     Double, Boolean, BigDecimal, {@link java.time.Instant}, Map, List of Maps or null
   */
  public List<Map<String, Object>> rows(Table table) throws IOException, SQLException {
    List<String> files = dataFiles(table);
    if (files.isEmpty()) {
      return List.of();
    }
    return query(
        "SELECT %s FROM %s"
            .formatted(
                table.schema().getFields().stream()
                    .map(Schema.Field::name)
                    .map(name -> '"' + name + '"')
                    .collect(Collectors.joining(", ")),
                source(files)));
  }

  /** Reads no other columns than those of the condition, so that it can be asked often. */
  boolean hasRow(Table table, String condition) throws IOException, SQLException {
    List<String> files = dataFiles(table);
    return !files.isEmpty()
        && !query("SELECT 1 FROM " + source(files) + " WHERE " + condition + " LIMIT 1").isEmpty();
  }

  /**
   * @return the table as it is called in the FROM clause of a query
   */
  public String source(Table table) throws IOException {
    return source(dataFiles(table));
  }

  private static String source(List<String> files) {
    return "read_parquet([%s], union_by_name = true, hive_partitioning = false)"
        .formatted(
            files.stream()
                .map(file -> "'" + file.replace("'", "''") + "'")
                .collect(Collectors.joining(", ")));
  }

  private List<String> dataFiles(Table table) throws IOException {
    try (Warehouse warehouse = Warehouse.open(catalog)) {
      Optional<org.apache.iceberg.Table> present = warehouse.load(table);
      if (present.isEmpty()) {
        return List.of();
      }
      List<String> files = new ArrayList<>();
      try (CloseableIterable<FileScanTask> tasks = present.get().newScan().planFiles()) {
        for (FileScanTask task : tasks) {
          if (!task.deletes().isEmpty()) {
            throw new IllegalStateException(table.tableName() + " has delete files");
          }
          files.add(task.file().location().replaceFirst("^file:/*", "/"));
        }
      }
      return files;
    }
  }

  /**
   * @param sql one query; tables in it by {@link #source(Table)}
   * @return as {@link #rows(Table)}
   */
  public List<Map<String, Object>> query(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet result = statement.executeQuery(sql)) {
        List<Map<String, Object>> rows = new ArrayList<>();
        while (result.next()) {
          Map<String, Object> row = new LinkedHashMap<>();
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            row.put(result.getMetaData().getColumnName(i), value(result.getObject(i)));
          }
          rows.add(row);
        }
        return rows;
      }
    }
  }

  private static Object value(Object value) throws SQLException {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (value instanceof Array array) {
      List<Object> list = new ArrayList<>();
      for (Object element : (Object[]) array.getArray()) {
        list.add(value(element));
      }
      return list;
    }
    Object fields = value instanceof DuckDBStruct struct ? struct.getMap() : value;
    if (fields instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        sorted.put(entry.getKey().toString(), value(entry.getValue()));
      }
      return sorted;
    }
    return value;
  }
}
