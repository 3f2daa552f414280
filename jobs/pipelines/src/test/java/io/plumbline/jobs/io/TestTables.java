package io.plumbline.jobs.io;

import io.plumbline.operators.codec.RowTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.flink.sink.RowDataTaskWriterFactory;
import org.apache.iceberg.io.TaskWriter;

/** Writes rows into a table as the sink does, without a job. */
final class TestTables {
  private TestTables() {}

  static void append(Table table, List<RowData> rows) {
    String name = table.name().substring(table.name().lastIndexOf('.') + 1);
    RowType type = RowTypes.of(io.plumbline.schemas.Table.named(name));
    RowDataTaskWriterFactory factory =
        new RowDataTaskWriterFactory(
            table, type, 128L << 20, FileFormat.PARQUET, table.properties(), List.of(), false);
    factory.initialize(0, 0);
    try (TaskWriter<RowData> writer = factory.create()) {
      for (RowData row : rows) {
        writer.write(row);
      }
      AppendFiles append = table.newAppend();
      Arrays.stream(writer.complete().dataFiles()).forEach(append::appendFile);
      append.commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
