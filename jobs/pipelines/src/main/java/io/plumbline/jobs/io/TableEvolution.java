package io.plumbline.jobs.io;

import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Brings an older table up to this version's columns.
 *
 * <p>New columns are added at their place, nullable: the rows that are there have no value; so are
 * new fields of the elements of a list. A column may become nullable. Everything else (another
 * type, a column this version does not know, a column that would have to become NOT NULL) is
 * refused, because it would lose data or fail at the first row.
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
      boolean isSame = shape(column.type()).equals(shape(wanted.type()));
      if (!isSame && !mayGrow(column.type(), wanted.type())) {
        throw refused(layout, column, "is " + column.type() + " and should be " + wanted.type());
      }
      current &= isSame && (column.isOptional() || wanted.isRequired());
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
      if (present != null && !shape(present.type()).equals(shape(wanted.type()))) {
        growElements(update, wanted, present);
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

  /** A type without the numbers of its fields, which each table gives as they come. */
  private static String shape(Type type) {
    return isListOfStructs(type)
        ? elements(type).stream().map(field -> field.name() + " " + field.type()).toList() + ""
        : type.toString();
  }

  /** Whether all fields of a list's elements are wanted, and the others may be missing. */
  private static boolean mayGrow(Type present, Type wanted) {
    if (!isListOfStructs(present) || !isListOfStructs(wanted)) {
      return false;
    }
    Types.StructType elements = elementType(present);
    Types.StructType grown = elementType(wanted);
    return elements.fields().stream()
            .allMatch(
                field ->
                    grown.field(field.name()) != null
                        && grown.field(field.name()).type().equals(field.type()))
        && grown.fields().stream()
            .allMatch(field -> field.isOptional() || elements.field(field.name()) != null);
  }

  private static void growElements(
      UpdateSchema update, Types.NestedField wanted, Types.NestedField present) {
    String prefix = wanted.name() + ".element.";
    String previous = null;
    for (Types.NestedField field : elements(wanted.type())) {
      if (elementType(present.type()).field(field.name()) == null) {
        update.addColumn(wanted.name(), field.name(), field.type(), field.doc());
      }
      if (previous == null) {
        update.moveFirst(prefix + field.name());
      } else {
        update.moveAfter(prefix + field.name(), prefix + previous);
      }
      previous = field.name();
    }
  }

  private static boolean isListOfStructs(Type type) {
    return type.isListType() && type.asListType().elementType().isStructType();
  }

  private static Types.StructType elementType(Type list) {
    return list.asListType().elementType().asStructType();
  }

  private static List<Types.NestedField> elements(Type list) {
    return elementType(list).fields();
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
