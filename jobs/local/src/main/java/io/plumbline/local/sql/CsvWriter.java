package io.plumbline.local.sql;

import java.io.IOException;
import java.io.Writer;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.types.Row;

final class CsvWriter implements ResultWriter {
  @Override
  public long write(List<String> names, List<LogicalType> types, Iterator<Row> rows, Writer out)
      throws IOException {
    for (int i = 0; i < names.size(); i++) {
      out.write(i == 0 ? "" : ",");
      out.write(quoted(names.get(i)));
    }
    out.write('\n');
    long count = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      for (int i = 0; i < names.size(); i++) {
        out.write(i == 0 ? "" : ",");
        Object value = row.getField(i);
        out.write(value == null ? "" : quoted(Values.text(value, types.get(i))));
      }
      out.write('\n');
      count++;
    }
    return count;
  }

  private static String quoted(String text) {
    boolean plain =
        !text.isEmpty()
            && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
