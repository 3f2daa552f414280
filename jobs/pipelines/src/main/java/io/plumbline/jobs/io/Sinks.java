package io.plumbline.jobs.io;

import io.plumbline.operators.JobRun;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.util.Comparator;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.flink.sink.IcebergSink;

/** Binds streams of rows to the Iceberg tables. */
public final class Sinks {
  private Sinks() {}

  /**
   * Appends the rows to the table, which {@link TableSetup#prepare} has made.
   *
   * <p>Tables of results are written by one task: their rows are few, and one file a partition
   * reads better than many. Tables of units and events are written in parallel. Rows are not
   * shuffled by partition: they come in the order of time, so few partitions are open at once.
   *
   * @param rows as {@link RowTypes#of(Table)} describes them
   */
  public static void append(DataStream<RowData> rows, Table table, CatalogConfig catalog) {
    append(sink(rows, table, catalog), table);
  }

  /**
   * Appends the rows of an endless job, whose commits follow its checkpoints and name the job. A
   * guard before one of the tables refuses to start where rows would be lost or doubled: see {@link
   * StartGuard}.
   *
   * @param rows of every table that the job writes
   */
  public static void appendGuarded(
      Map<Table, DataStream<RowData>> rows, JobRun run, CatalogConfig catalog) {
    Table guarded =
        rows.containsKey(Table.JOB_PROGRESS)
            ? Table.JOB_PROGRESS
            : rows.keySet().stream().min(Comparator.naturalOrder()).orElseThrow();
    StartGuard guard = new StartGuard(run, rows.keySet(), guarded, catalog);
    rows.forEach(
        (table, stream) -> {
          DataStream<RowData> guardedRows = table == guarded ? guard.before(stream) : stream;
          append(
              sink(guardedRows, table, catalog)
                  .setSnapshotProperty(TableCommits.JOB_PROPERTY, run.job()),
              table);
        });
  }

  private static void append(IcebergSink.Builder sink, Table table) {
    sink.append().name("write " + table.tableName());
  }

  private static IcebergSink.Builder sink(
      DataStream<RowData> rows, Table table, CatalogConfig catalog) {
    return IcebergSink.forRowData(rows)
        .tableLoader(Catalogs.tableLoader(catalog, table))
        .uidSuffix(table.tableName())
        .distributionMode(DistributionMode.NONE)
        .writeParallelism(isLarge(table) ? rows.getExecutionEnvironment().getParallelism() : 1);
  }

  private static boolean isLarge(Table table) {
    return switch (table) {
      case ENROLLMENTS, EXPOSURE_EVENTS, METRIC_EVENTS -> true;
      case VARIANT_METRICS,
          METRIC_RESULTS,
          SRM_CHECKS,
          EXPERIMENT_HEALTH,
          JOB_PROGRESS,
          ALERTS,
          REJECTED_EVENTS,
          CONFIG_CHANGES,
          EXPERIMENT_VERSIONS,
          METRIC_VERSIONS,
          NOTES ->
          false;
    };
  }
}
