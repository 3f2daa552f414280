package io.plumbline.jobs.io;

import java.io.IOException;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.StrictMetricsEvaluator;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;

/**
 * Removes rows without delete files: a data file whose rows all go is dropped, one with others is
 * written anew without them, and one commit swaps them. Readers without merge-on-read (DuckDB over
 * the file list) stay right.
 */
final class RowDeletion {
  private final Table table;
  private final Schema schema;
  private final Expression rows;

  private RowDeletion(Table table, Expression rows) {
    this.table = table;
    this.schema = table.schema();
    this.rows = rows;
  }

  /** Nothing is committed when no row matches. */
  static void delete(Table table, Expression rows) throws IOException {
    new RowDeletion(table, rows).run();
  }

  private void run() throws IOException {
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot == null) {
      return;
    }
    StrictMetricsEvaluator allMatch = new StrictMetricsEvaluator(schema, rows);
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, 0, 0)
            .format(FileFormat.PARQUET)
            .operationId(UUID.randomUUID().toString())
            .build();
    OverwriteFiles overwrite = table.newOverwrite();
    boolean changed = false;
    try (CloseableIterable<FileScanTask> tasks =
        table
            .newScan()
            .useSnapshot(snapshot.snapshotId())
            .filter(rows)
            .includeColumnStats()
            .planFiles()) {
      for (FileScanTask task : tasks) {
        if (allMatch.eval(task.file())) {
          overwrite.deleteFile(task.file());
          changed = true;
        } else {
          changed |= rewrite(task, files, overwrite);
        }
      }
    }
    if (changed) {
      overwrite
          .validateFromSnapshot(snapshot.snapshotId())
          .conflictDetectionFilter(rows)
          .validateNoConflictingDeletes()
          .validateNoConflictingData()
          .commit();
    }
  }

  /**
   * @return whether the file had rows that go
   */
  private boolean rewrite(FileScanTask task, OutputFileFactory files, OverwriteFiles overwrite)
      throws IOException {
    long kept = count(task);
    if (kept == task.file().recordCount()) {
      return false;
    }
    overwrite.deleteFile(task.file());
    if (kept > 0) {
      overwrite.addFile(writeKept(task, files));
    }
    return true;
  }

  private long count(FileScanTask task) throws IOException {
    long kept = 0;
    try (CloseableIterable<Record> records = keptRows(task)) {
      for (Record ignored : records) {
        kept++;
      }
    }
    return kept;
  }

  private DataFile writeKept(FileScanTask task, OutputFileFactory files) throws IOException {
    DataWriter<Record> writer =
        Parquet.writeData(files.newOutputFile(task.spec(), task.partition()))
            .forTable(table)
            .withSpec(task.spec())
            .withPartition(task.partition())
            .createWriterFunc(GenericParquetWriter::create)
            .build();
    try (writer;
        CloseableIterable<Record> records = keptRows(task)) {
      records.forEach(writer::write);
    }
    return writer.toDataFile();
  }

  private CloseableIterable<Record> keptRows(FileScanTask task) {
    Evaluator goes = new Evaluator(schema.asStruct(), rows);
    InternalRecordWrapper row = new InternalRecordWrapper(schema.asStruct());
    CloseableIterable<Record> all =
        Parquet.read(table.io().newInputFile(task.file()))
            .project(schema)
            .createReaderFunc(fileSchema -> GenericParquetReaders.buildReader(schema, fileSchema))
            .build();
    return CloseableIterable.filter(all, kept -> !goes.eval(row.wrap(kept)));
  }
}
