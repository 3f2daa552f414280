package io.plumbline.operators.codec.cdc;

import io.plumbline.operators.codec.AvroCursor;
import io.plumbline.operators.codec.AvroMessages;
import io.plumbline.operators.codec.MalformedException;
import io.plumbline.operators.codec.WriterSchemas;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * An Avro record in Confluent's wire format as the maps and values that {@link JsonValues} makes of
 * JSON; decimals as BigDecimal, other bytes as base64.
 */
final class AvroValues {
  private final AvroCursor cursor = new AvroCursor();
  private final AvroMessages messages;

  AvroValues(WriterSchemas schemas) {
    this.messages = AvroMessages.framed(schemas);
  }

  /**
   * @throws MalformedException if the message is not Avro of the schema that it names
   * @throws IOException if nobody can tell now
   */
  Object read(byte[] message) throws MalformedException, IOException {
    Schema writer = messages.writer(message);
    cursor.reset(message, messages.start());
    Object value = read(writer, 0);
    cursor.requireEnd();
    return value;
  }

  private Object read(Schema schema, int depth) throws MalformedException {
    cursor.requireDepth(depth);
    return switch (schema.getType()) {
      case NULL -> null;
      case BOOLEAN -> cursor.readBoolean();
      case INT, LONG -> cursor.readLong();
      case FLOAT -> cursor.readFloat();
      case DOUBLE -> cursor.readDouble();
      case STRING -> cursor.readText();
      case ENUM -> cursor.readSymbol(schema);
      case BYTES -> bytes(schema, cursor.endOfBytes());
      case FIXED -> bytes(schema, endOfFixed(schema.getFixedSize()));
      case UNION -> read(cursor.readBranch(schema), depth + 1);
      case RECORD -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Schema.Field field : schema.getFields()) {
          fields.put(field.name(), read(field.schema(), depth + 1));
        }
        yield fields;
      }
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (int count = cursor.readBlock(); count > 0; count = cursor.readBlock()) {
          for (int i = 0; i < count; i++) {
            items.add(read(schema.getElementType(), depth + 1));
          }
        }
        yield items;
      }
      case MAP -> {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (int count = cursor.readBlock(); count > 0; count = cursor.readBlock()) {
          for (int i = 0; i < count; i++) {
            String name = cursor.readText();
            entries.put(name, read(schema.getValueType(), depth + 1));
          }
        }
        yield entries;
      }
    };
  }

  private int endOfFixed(int size) throws MalformedException {
    if (size > cursor.bytes().length - cursor.position()) {
      throw MalformedException.unreadable(
          "the message is not Avro of its schema: it ends within a value; allowed: one record");
    }
    return cursor.position() + size;
  }

  private Object bytes(Schema schema, int to) throws MalformedException {
    byte[] bytes = Arrays.copyOfRange(cursor.bytes(), cursor.position(), to);
    cursor.advance(to);
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      return ConnectValues.decimal(bytes, decimal.getScale());
    }
    if (ConnectValues.DECIMAL.equals(schema.getProp("connect.name"))) {
      return decimal(bytes, schema.getObjectProp("connect.parameters"));
    }
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static BigDecimal decimal(byte[] bytes, Object parameters) throws MalformedException {
    String scale =
        parameters instanceof Map<?, ?> map ? String.valueOf(map.get("scale")) : "missing";
    try {
      return ConnectValues.decimal(bytes, Integer.parseInt(scale));
    } catch (NumberFormatException e) {
      throw MalformedException.of("a decimal's scale", scale, "a whole number, as text");
    }
  }
}
