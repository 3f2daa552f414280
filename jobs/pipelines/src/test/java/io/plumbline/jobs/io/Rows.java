package io.plumbline.jobs.io;

import io.plumbline.operators.codec.RowBuilder;
import io.plumbline.operators.codec.RowTypes;
import io.plumbline.schemas.Table;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/** Rows with a plausible value in every NOT NULL column, for tests. */
final class Rows {
  static final long DAY_ONE = 1_704_067_200_000L;
  static final long DAY = 86_400_000L;

  private Rows() {}

  /** Nullable columns stay null. */
  static RowBuilder minimal(Table table, String experiment, long time) {
    RowBuilder row = RowBuilder.of(table);
    for (RowType.RowField column : RowTypes.of(table).getFields()) {
      if (!column.getType().isNullable()) {
        fill(row, column, experiment, time);
      }
    }
    return row;
  }

  /** Every column has a value. */
  static RowData full(Table table, String experiment, long time) {
    RowBuilder row = RowBuilder.of(table);
    RowTypes.of(table).getFields().forEach(column -> fill(row, column, experiment, time));
    return row.build();
  }

  private static void fill(RowBuilder row, RowType.RowField column, String experiment, long time) {
    String name = column.getName();
    switch (column.getType().getTypeRoot()) {
      case VARCHAR -> row.put(name, name.equals("experiment_key") ? experiment : "a");
      case INTEGER -> row.put(name, 1);
      case BIGINT -> row.put(name, 2L);
      case DOUBLE -> row.put(name, 0.1);
      case BOOLEAN -> row.put(name, true);
      case DECIMAL -> row.put(name, new BigDecimal("12.5"));
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> row.putTime(name, time);
      case MAP -> {
        if (column.getType().getChildren().get(1).asSummaryString().startsWith("STRING")) {
          row.put(name, Map.of("k", "v"));
        } else if (column.getType().getChildren().get(1).asSummaryString().startsWith("BIGINT")) {
          row.put(name, Map.of("k", 3L));
        } else {
          row.put(name, Map.of("k", 0.25));
        }
      }
      case ARRAY ->
          row.put(name, List.of(element(((ArrayType) column.getType()).getElementType())));
      default -> throw new IllegalArgumentException(column.toString());
    }
  }

  private static List<Object> element(LogicalType struct) {
    return struct.getChildren().stream()
        .map(type -> type.is(LogicalTypeRoot.DOUBLE) ? (Object) 0.5 : "a")
        .toList();
  }
}
