package io.plumbline.operators.codec;

import io.plumbline.operators.codec.Field.Kind;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Reads a record of one writer schema by the names of an event's own fields: in the schema's order,
 * without an object of the record in between.
 */
final class AvroFields {

  /**
   * A field of the writer's schema.
   *
   * @param field what it is of the event; null: to be skipped
   */
  private record Column(Field field, Schema schema) {}

  private final AvroCursor cursor = new AvroCursor();
  private final Column[] columns;

  AvroFields(Schema writer, EventShape<?> shape) {
    List<Schema.Field> fields = writer.getFields();
    columns = new Column[fields.size()];
    for (int i = 0; i < columns.length; i++) {
      Schema.Field field = fields.get(i);
      columns[i] = new Column(shape.field(field.name()).orElse(null), field.schema());
    }
  }

  /**
   * @param from where the record begins in the message
   */
  void read(byte[] message, int from, FieldValues values) throws MalformedException {
    values.clear();
    cursor.reset(message, from);
    for (Column column : columns) {
      if (column.field() == null) {
        cursor.skip(column.schema());
      } else {
        read(column.field(), column.schema(), values);
      }
    }
    cursor.requireEnd();
  }

  private void read(Field field, Schema schema, FieldValues values) throws MalformedException {
    switch (schema.getType()) {
      case NULL -> {}
      case UNION -> read(field, cursor.readBranch(schema), values);
      case STRING -> {
        int to = cursor.endOfBytes();
        values.put(field, cursor.bytes(), cursor.position(), to);
        cursor.advance(to);
      }
      case ENUM -> values.put(field, cursor.readSymbol(schema));
      case INT, LONG -> number(field, schema, cursor.readLong(), values);
      case FLOAT -> fraction(field, schema, cursor.readFloat(), values);
      case DOUBLE -> fraction(field, schema, cursor.readDouble(), values);
      case BOOLEAN -> {
        requireKind(field, Kind.TEXT, schema);
        values.put(field, Boolean.toString(cursor.readBoolean()));
      }
      case MAP -> entries(field, schema, values);
      case RECORD, ARRAY, BYTES, FIXED -> throw wrongType(field, schema);
    }
  }

  private static void number(Field field, Schema schema, long number, FieldValues values)
      throws MalformedException {
    switch (field.kind()) {
      case TIME -> values.putTime(field, Math.floorDiv(number, AvroSchemas.perMilli(schema)));
      case NUMBER -> values.putNumber(field, number);
      case TEXT -> values.put(field, Long.toString(number));
      case MAP -> throw wrongType(field, schema);
    }
  }

  private static void fraction(Field field, Schema schema, double number, FieldValues values)
      throws MalformedException {
    switch (field.kind()) {
      case NUMBER -> values.putNumber(field, number);
      case TEXT -> values.put(field, AvroTree.text(number, schema));
      case TIME, MAP -> throw wrongType(field, schema);
    }
  }

  private void entries(Field field, Schema schema, FieldValues values) throws MalformedException {
    requireKind(field, Kind.MAP, schema);
    for (int count = cursor.readBlock(); count > 0; count = cursor.readBlock()) {
      for (int i = 0; i < count; i++) {
        int to = cursor.endOfBytes();
        String name = values.name(cursor.bytes(), cursor.position(), to);
        cursor.advance(to);
        entry(field, name, schema.getValueType(), values);
      }
    }
  }

  private void entry(Field field, String name, Schema schema, FieldValues values)
      throws MalformedException {
    switch (schema.getType()) {
      case NULL -> {}
      case UNION -> entry(field, name, cursor.readBranch(schema), values);
      case STRING -> values.putEntry(field, name, cursor.readText());
      case ENUM -> values.putEntry(field, name, cursor.readSymbol(schema));
      case INT, LONG -> values.putEntry(field, name, Long.toString(cursor.readLong()));
      case FLOAT -> values.putEntry(field, name, AvroTree.text(cursor.readFloat(), schema));
      case DOUBLE -> values.putEntry(field, name, AvroTree.text(cursor.readDouble(), schema));
      case BOOLEAN -> values.putEntry(field, name, Boolean.toString(cursor.readBoolean()));
      case RECORD, ARRAY, MAP, BYTES, FIXED -> throw wrongType(field, schema);
    }
  }

  private static void requireKind(Field field, Kind kind, Schema schema) throws MalformedException {
    if (field.kind() != kind) {
      throw wrongType(field, schema);
    }
  }

  private static MalformedException wrongType(Field field, Schema schema) {
    return MalformedException.of(
        field.name(), "of the Avro type " + schema.getType(), FieldValues.allowed(field.kind()));
  }
}
