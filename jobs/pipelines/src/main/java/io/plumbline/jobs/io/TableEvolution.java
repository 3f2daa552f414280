package io.plumbline.jobs.io;

import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types;

/**
 * Brings an older table up to this version's columns.
 *
 * <p>New columns are added at their place, nullable: the rows that are there have no value. A
 * column may become nullable. Everything else (another type, a column this version does not know, a
 * column that would have to become NOT NULL) is refused, because it would lose data or fail at the
 * first row.
 */
final class TableEvolution {
  private TableEvolution() {}

  /**
   * @return whether the table has every column as this version writes it
   * @throws IllegalStateException when it cannot be brought there; the message names table and
   *     column
   */
  static boolean isCurrent(TableLayout layout, Schema present) {
    boolean current = true;
    for (Types.NestedField column : present.columns()) {
      Types.NestedField wanted = layout.schema().findField(column.name());
      if (wanted == null) {
        throw refused(
            layout, column, "is not known to this version; was the table made by a newer one?");
      }
      if (!column.type().toString().equals(wanted.type().toString())) {
        throw refused(layout, column, "is " + column.type() + " and should be " + wanted.type());
      }
      current &= column.isOptional() || wanted.isRequired();
    }
    return current && names(present).equals(names(layout.schema()));
  }

  static void evolve(TableLayout layout, org.apache.iceberg.Table table) {
    UpdateSchema update = table.updateSchema();
    String previous = null;
    for (Types.NestedField wanted : layout.schema().columns()) {
      Types.NestedField present = table.schema().findField(wanted.name());
      if (present == null) {
        update.addColumn(wanted.name(), wanted.type(), wanted.doc());
      } else if (present.isRequired() && wanted.isOptional()) {
        update.makeColumnOptional(wanted.name());
      }
      if (previous == null) {
        update.moveFirst(wanted.name());
      } else {
        update.moveAfter(wanted.name(), previous);
      }
      previous = wanted.name();
    }
    update.commit();
  }

  private static List<String> names(Schema schema) {
    return schema.columns().stream().map(Types.NestedField::name).toList();
  }

  private static IllegalStateException refused(
      TableLayout layout, Types.NestedField column, String why) {
    return new IllegalStateException(
        "table %s cannot be used: its column %s %s"
            .formatted(layout.table().tableName(), column.name(), why));
  }
}
