package io.plumbline.local.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.Writer;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.types.Row;

/** Prints a result as its rows arrive. */
interface ResultWriter {
  /**
   * @return how many rows were printed
   */
  long write(List<String> names, List<LogicalType> types, Iterator<Row> rows, Writer out)
      throws IOException;

  default long write(ResolvedSchema schema, Iterator<Row> rows, Writer out) throws IOException {
    return write(
        schema.getColumnNames(),
        schema.getColumnDataTypes().stream().map(DataType::getLogicalType).toList(),
        rows,
        out);
  }

  /** Doubles in the shortest form that reads back as the same double; decimals without exponent. */
  static JsonFactory jsonFactory() {
    return JsonFactory.builder()
        .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
        .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
        .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
        .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
        .build();
  }
}
