package io.plumbline.jobs.io;

import io.plumbline.core.alert.ExperimentAlertType;
import io.plumbline.schemas.Table;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/**
 * The tables as a library reads them, without Flink: the rows of the current snapshots.
 *
 * <p>A table that does not exist has no rows. Not thread-safe.
 */
public final class Warehouse implements Closeable {
  private static final String EXPERIMENT = "experiment_key";

  /** Jobs whose progress and rejects a bounded run writes anew. */
  private static final Set<String> RUN_JOBS = Set.of("srm", "metrics");

  /** Alerts of a bounded run on keys that no experiment has. */
  private static final Expression ABOUT_STRANGERS =
      Expressions.and(
          Expressions.equal("alert_type", ExperimentAlertType.UNKNOWN_EXPERIMENT.name()),
          Expressions.in("job", RUN_JOBS.toArray()));

  private final CatalogConfig config;
  private final Catalog catalog;

  private Warehouse(CatalogConfig config, Catalog catalog) {
    this.config = config;
    this.catalog = catalog;
  }

  public static Warehouse open(CatalogConfig config) {
    return new Warehouse(config, Catalogs.loader(config).loadCatalog());
  }

  /**
   * @param filter of the rows, {@link Expressions#alwaysTrue()} for all
   * @param columns what to read, all when none are named
   * @return rows in no order; a row has its columns in the table's order, as String, Integer, Long,
   *     Double, Boolean, BigDecimal, {@link java.time.Instant}, Map, List or null
   */
  public List<Map<String, Object>> rows(Table table, Expression filter, String... columns) {
    List<Map<String, Object>> rows = new ArrayList<>();
    load(table)
        .ifPresent(
            present -> {
              var scan = IcebergGenerics.read(present).where(filter);
              if (columns.length > 0) {
                scan = scan.select(columns);
              }
              try (CloseableIterable<Record> records = scan.build()) {
                records.forEach(
                    record -> {
                      Map<String, Object> row = row(record);
                      if (columns.length > 0) {
                        // Iceberg reads the columns of the filter too.
                        row.keySet().retainAll(List.of(columns));
                      }
                      rows.add(row);
                    });
              } catch (IOException e) {
                throw new UncheckedIOException("reading " + table.tableName(), e);
              }
            });
    return rows;
  }

  /** Whether the table is there and has any such row. */
  public boolean hasRows(Table table, Expression filter) {
    Optional<org.apache.iceberg.Table> present = load(table);
    if (present.isEmpty()) {
      return false;
    }
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(present.get()).where(filter).build()) {
      return records.iterator().hasNext();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + table.tableName(), e);
    }
  }

  /** The experiments that any table of results has rows of, sorted. */
  public Set<String> experimentKeys() {
    Set<String> keys = new TreeSet<>();
    for (Table table : Table.values()) {
      if (isResultOfExperiments(table)) {
        load(table).ifPresent(present -> addExperimentKeys(present, keys));
      }
    }
    return keys;
  }

  /**
   * Removes what earlier runs wrote about these experiments: their rows in every table, and all
   * progress, rejects and alerts on unknown keys of the jobs that a run consists of. Other
   * experiments' rows stay. One commit a table; not all tables at once. The archive of metric
   * events names no experiment and stays: {@link #delete} removes from it. So does the history of
   * the configuration, which no run wrote.
   */
  public void replace(Set<String> experiments) {
    for (Table table : Table.values()) {
      if (table == Table.JOB_PROGRESS || table == Table.REJECTED_EVENTS) {
        delete(table, Expressions.in("job", RUN_JOBS.toArray()));
      } else if (table.hasColumn(EXPERIMENT) && !isConfiguration(table) && !experiments.isEmpty()) {
        Expression ours = Expressions.in(EXPERIMENT, experiments.toArray());
        delete(table, table == Table.ALERTS ? Expressions.or(ours, ABOUT_STRANGERS) : ours);
      }
    }
  }

  /** Removes the rows by rewriting the files they are in; the snapshot before still has them. */
  public void delete(Table table, Expression rows) {
    load(table)
        .ifPresent(
            present -> {
              try {
                RowDeletion.delete(present, rows);
              } catch (IOException e) {
                throw new UncheckedIOException("removing rows of " + table.tableName(), e);
              }
            });
  }

  /** The table, if it exists, with its current snapshot. */
  public Optional<org.apache.iceberg.Table> load(Table table) {
    var identifier = config.identifier(table);
    return catalog.tableExists(identifier)
        ? Optional.of(catalog.loadTable(identifier))
        : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    if (catalog instanceof Closeable closeable) {
      closeable.close();
    }
  }

  private static boolean isConfiguration(Table table) {
    return table == Table.EXPERIMENT_VERSIONS || table == Table.NOTES;
  }

  private static boolean isResultOfExperiments(Table table) {
    return switch (table) {
      case VARIANT_METRICS, METRIC_RESULTS, SRM_CHECKS, ENROLLMENTS, EXPERIMENT_HEALTH, ALERTS ->
          true;
      case JOB_PROGRESS,
          REJECTED_EVENTS,
          EXPOSURE_EVENTS,
          METRIC_EVENTS,
          CONFIG_CHANGES,
          EXPERIMENT_VERSIONS,
          METRIC_VERSIONS,
          NOTES ->
          false;
    };
  }

  /** Reads the column only of files whose bounds do not already say that it has one value. */
  private static void addExperimentKeys(org.apache.iceberg.Table table, Set<String> keys) {
    int id = table.schema().findField(EXPERIMENT).fieldId();
    boolean read = false;
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().includeColumnStats(List.of(EXPERIMENT)).planFiles()) {
      for (FileScanTask task : tasks) {
        Optional<String> only = onlyValue(task.file(), id);
        only.ifPresent(keys::add);
        read |= only.isEmpty();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + table.name(), e);
    }
    if (!read) {
      return;
    }
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(table)
            .where(Expressions.notIn(EXPERIMENT, keys.toArray()))
            .select(EXPERIMENT)
            .reuseContainers()
            .build()) {
      records.forEach(record -> keys.add(record.get(0).toString()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + table.name(), e);
    }
  }

  private static Optional<String> onlyValue(DataFile file, int fieldId) {
    ByteBuffer lower = file.lowerBounds() == null ? null : file.lowerBounds().get(fieldId);
    ByteBuffer upper = file.upperBounds() == null ? null : file.upperBounds().get(fieldId);
    if (lower == null || !lower.equals(upper)) {
      return Optional.empty();
    }
    return Optional.of(Conversions.fromByteBuffer(Types.StringType.get(), lower).toString());
  }

  private static Map<String, Object> row(Record record) {
    Map<String, Object> row = new LinkedHashMap<>();
    List<Types.NestedField> columns = record.struct().fields();
    for (int i = 0; i < columns.size(); i++) {
      row.put(columns.get(i).name(), value(record.get(i)));
    }
    return row;
  }

  private static Object value(Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (value instanceof CharSequence text) {
      return text.toString();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((key, item) -> sorted.put(key.toString(), value(item)));
      return sorted;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Warehouse::value).toList();
    }
    if (value instanceof Record record) {
      return row(record);
    }
    return value;
  }
}
