package io.plumbline.operators.codec;

import io.plumbline.core.event.Event;
import io.plumbline.operators.codec.Field.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/** An Avro container file, read by the names of its fields, whatever else its schema holds. */
final class AvroReader<E extends Event> implements EventReader<E> {

  /**
   * A field of the event in the file's schema.
   *
   * @param perMilli the units of a timestamp in a millisecond
   */
  private record Column(Field field, int position, long perMilli) {}

  private final EventShape<E> shape;
  private final String topic;
  private final DataFileStream<GenericRecord> in;
  private final List<Column> columns = new ArrayList<>();
  private final FieldValues values = new FieldValues();
  private GenericRecord reused;
  private long number;
  private boolean damaged;

  AvroReader(InputStream stream, EventShape<E> shape, String topic) throws IOException {
    this.shape = shape;
    this.topic = topic;
    try {
      this.in = new DataFileStream<>(stream, new GenericDatumReader<>());
    } catch (AvroRuntimeException | IOException e) {
      throw new UnusableFileException(
          "is not an Avro container file that can be read (" + e.getMessage() + ")", e);
    }
    Schema schema = in.getSchema();
    if (schema.getType() != Schema.Type.RECORD) {
      throw new UnusableFileException(
          "holds Avro of type " + schema.getType().getName() + "; allowed: records");
    }
    List<String> missing = new ArrayList<>();
    for (Field field : shape.fields()) {
      Schema.Field found = schema.getField(field.name());
      if (found != null) {
        columns.add(new Column(field, found.pos(), AvroSchemas.perMilli(found.schema())));
      } else if (field.required()) {
        missing.add(field.name());
      }
    }
    if (schema.getField("unit_id") == null && schema.getField("unit_ids") == null) {
      missing.add("unit_id");
    }
    if (!missing.isEmpty()) {
      throw new UnusableFileException(
          "has no field " + String.join(", ", missing) + " in its schema " + schema.getFullName());
    }
  }

  @Override
  public InputRecord<E> next() throws IOException {
    if (damaged) {
      return null;
    }
    number++;
    try {
      if (!in.hasNext()) {
        // Avro takes a block that is cut off for the end, but remembers that records were due.
        return in.hasNext() ? damaged() : null;
      }
      reused = in.next(reused);
    } catch (RuntimeException | EOFException | ZipException e) {
      return damaged();
    }
    try {
      values.clear();
      for (Column column : columns) {
        Object value = reused.get(column.position());
        if (value != null) {
          put(column, value);
        }
      }
      return InputRecord.ofEvent(shape.event(values), topic, number);
    } catch (MalformedException e) {
      return InputRecord.ofMalformed(e.getMessage(), payload(), topic, number);
    }
  }

  /** Nothing behind a broken block can be found again in a stream. */
  private InputRecord<E> damaged() {
    damaged = true;
    return InputRecord.ofMalformed(
        "the file is damaged from here on; allowed: a whole Avro container file",
        "",
        topic,
        number);
  }

  private void put(Column column, Object value) throws MalformedException {
    Field field = column.field();
    Kind kind = field.kind();
    if (kind == Kind.MAP && value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (entry.getValue() != null) {
          values.putEntry(
              field, values.name(entry.getKey().toString()), entry.getValue().toString());
        }
      }
    } else if (kind == Kind.TIME && value instanceof Long time) {
      values.putTime(field, Math.floorDiv(time, column.perMilli()));
    } else if (kind == Kind.NUMBER && value instanceof Number amount) {
      values.putNumber(field, amount.doubleValue());
    } else if (value instanceof CharSequence
        || kind == Kind.TEXT && (value instanceof Number || value instanceof Boolean)
        || kind == Kind.TEXT && value instanceof org.apache.avro.generic.GenericEnumSymbol) {
      values.put(field, value.toString());
    } else {
      throw MalformedException.of(
          field.name(),
          "of the Avro type " + reused.getSchema().getField(field.name()).schema().getType(),
          FieldValues.allowed(kind));
    }
  }

  private String payload() {
    String text = reused.toString();
    return text.length() <= InputRecord.PAYLOAD_LIMIT
        ? text
        : text.substring(0, InputRecord.PAYLOAD_LIMIT);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
