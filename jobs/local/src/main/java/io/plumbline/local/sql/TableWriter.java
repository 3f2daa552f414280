package io.plumbline.local.sql;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.types.Row;

/**
 * Columns as wide as the widest of the first rows, so that a long result needs no memory; a wider
 * value further down is printed whole and shifts its line.
 */
final class TableWriter implements ResultWriter {
  private static final int MEASURED_ROWS = 1_000;

  @Override
  public long write(List<String> names, List<LogicalType> types, Iterator<Row> rows, Writer out)
      throws IOException {
    List<List<String>> first = new ArrayList<>();
    while (rows.hasNext() && first.size() < MEASURED_ROWS) {
      first.add(cells(rows.next(), types));
    }
    int[] widths = widths(names, first);
    line(names, widths, types, out);
    line(java.util.Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths, types, out);
    for (List<String> cells : first) {
      line(cells, widths, types, out);
    }
    long count = first.size();
    while (rows.hasNext()) {
      line(cells(rows.next(), types), widths, types, out);
      count++;
    }
    return count;
  }

  private static List<String> cells(Row row, List<LogicalType> types) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      Object value = row.getField(i);
      cells.add(value == null ? "NULL" : Values.text(value, types.get(i)).replaceAll("\\R", " "));
    }
    return cells;
  }

  private static int[] widths(List<String> names, List<List<String>> rows) {
    int[] widths = names.stream().mapToInt(String::length).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  private static void line(List<String> cells, int[] widths, List<LogicalType> types, Writer out)
      throws IOException {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(Math.max(0, widths[i] - cells.get(i).length()));
      boolean number = types.get(i).is(LogicalTypeFamily.NUMERIC);
      line.append(i == 0 ? "" : "  ")
          .append(number ? padding + cells.get(i) : cells.get(i) + padding);
    }
    out.write(line.toString().stripTrailing());
    out.write('\n');
  }
}
