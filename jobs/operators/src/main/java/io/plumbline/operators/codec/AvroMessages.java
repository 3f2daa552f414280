package io.plumbline.operators.codec;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/** Which schema a message was written with, and where behind its frame the record begins. */
public final class AvroMessages {
  private static final int FRAME = 5;

  private final Schema fixed;
  private final WriterSchemas schemas;

  private AvroMessages(Schema fixed, WriterSchemas schemas) {
    this.fixed = fixed;
    this.schemas = schemas;
  }

  static AvroMessages plain(Schema writer) {
    return new AvroMessages(writer, null);
  }

  /** Confluent's wire format: a zero byte, the schema's id, the record. */
  public static AvroMessages framed(WriterSchemas schemas) {
    return new AvroMessages(null, schemas);
  }

  /** Where the record begins. */
  public int start() {
    return fixed == null ? FRAME : 0;
  }

  /**
   * @throws MalformedException if the message has no frame, or one that names no schema
   * @throws IOException if nobody can tell now
   */
  public Schema writer(byte[] message) throws MalformedException, IOException {
    if (fixed != null) {
      return fixed;
    }
    if (message.length < FRAME || message[0] != 0) {
      throw MalformedException.unreadable(
          "the message begins with "
              + (message.length == 0 ? "nothing" : "byte " + message[0])
              + "; allowed: a zero byte, the four of a schema's id, and Avro");
    }
    return schemas.byId(
        (message[1] & 0xFF) << 24
            | (message[2] & 0xFF) << 16
            | (message[3] & 0xFF) << 8
            | message[4] & 0xFF);
  }

  /** Reads by the event's own field names. */
  MessageFields fields(EventShape<?> shape) {
    Map<Schema, AvroFields> readers = new HashMap<>();
    // Mostly there is one schema, and a schema's hash is dear.
    Schema[] lastSchema = new Schema[1];
    AvroFields[] last = new AvroFields[1];
    return (message, values) -> {
      Schema writer = writer(message);
      if (writer != lastSchema[0]) {
        last[0] = readers.computeIfAbsent(writer, schema -> new AvroFields(schema, shape));
        lastSchema[0] = writer;
      }
      last[0].read(message, start(), values);
    };
  }

  MessageTree tree(Wanted wanted) {
    AvroTree tree = new AvroTree(wanted);
    return message -> tree.read(message, start(), writer(message));
  }
}
