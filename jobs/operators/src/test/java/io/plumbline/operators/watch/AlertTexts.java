package io.plumbline.operators.watch;

import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.time.Instant;
import java.util.List;
import org.apache.flink.table.data.RowData;

/** Rows of alerts as a person reads them. */
final class AlertTexts {
  private AlertTexts() {}

  /** "gate OPENED 1 null at 2024-03-01T00:00:00Z since 2024-03-01T00:00:00Z". */
  static List<String> of(List<RowData> rows) {
    return rows.stream()
        .map(
            row ->
                "%s %s %s %s at %s since %s"
                    .formatted(
                        text(row, "experiment_key"),
                        text(row, "status"),
                        row.getInt(index("sequence")),
                        text(row, "resolution"),
                        time(row, "as_of"),
                        time(row, "first_as_of")))
        .toList();
  }

  static String text(RowData row, String column) {
    return row.isNullAt(index(column)) ? null : row.getString(index(column)).toString();
  }

  private static Instant time(RowData row, String column) {
    return Instant.ofEpochMilli(row.getTimestamp(index(column), 6).getMillisecond());
  }

  private static int index(String column) {
    return RowTypes.of(Table.ALERTS).getFieldIndex(column);
  }
}
