package io.plumbline.operators.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Reads an Avro record of any writer schema as a tree, or what is wanted of it. */
final class AvroTree {
  private final AvroCursor cursor = new AvroCursor();
  private final Wanted wanted;

  AvroTree(Wanted wanted) {
    this.wanted = wanted;
  }

  Object read(byte[] message, int from, Schema writer) throws MalformedException {
    cursor.reset(message, from);
    Object tree = read(writer, wanted, 0);
    cursor.requireEnd();
    return tree;
  }

  /** As Java writes a number of this width. */
  static String text(double number, Schema schema) {
    return schema.getType() == Schema.Type.FLOAT
        ? Float.toString((float) number)
        : Double.toString(number);
  }

  private Object read(Schema schema, Wanted part, int depth) throws MalformedException {
    cursor.requireDepth(depth);
    if (part == null) {
      cursor.skip(schema);
      return null;
    }
    return switch (schema.getType()) {
      case NULL -> null;
      case BOOLEAN -> cursor.readBoolean();
      case INT -> whole(cursor.readLong());
      case LONG -> time(schema, cursor.readLong());
      case FLOAT -> fraction(cursor.readFloat(), schema);
      case DOUBLE -> fraction(cursor.readDouble(), schema);
      case STRING -> cursor.readText();
      case ENUM -> cursor.readSymbol(schema);
      case BYTES, FIXED -> {
        cursor.skip(schema);
        yield new Trees.Opaque("of the Avro type " + schema.getType());
      }
      case UNION -> read(cursor.readBranch(schema), part, depth + 1);
      case RECORD -> {
        Map<String, Object> fields = new HashMap<>();
        for (Schema.Field field : schema.getFields()) {
          Object value = read(field.schema(), part.field(field.name()), depth + 1);
          if (value != null) {
            fields.put(field.name(), value);
          }
        }
        yield fields;
      }
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (int count = cursor.readBlock(); count > 0; count = cursor.readBlock()) {
          for (int i = 0; i < count; i++) {
            items.add(read(schema.getElementType(), part.element(items.size()), depth + 1));
          }
        }
        yield items;
      }
      case MAP -> {
        Map<String, Object> entries = new HashMap<>();
        for (int count = cursor.readBlock(); count > 0; count = cursor.readBlock()) {
          for (int i = 0; i < count; i++) {
            String name = cursor.readText();
            Object value = read(schema.getValueType(), part.field(name), depth + 1);
            if (value != null) {
              entries.put(name, value);
            }
          }
        }
        yield entries;
      }
    };
  }

  private static Object time(Schema schema, long number) {
    return AvroSchemas.isTimestamp(schema)
        ? new Trees.EpochMillis(Math.floorDiv(number, AvroSchemas.perMilli(schema)))
        : whole(number);
  }

  private static Trees.NumberText whole(long number) {
    return new Trees.NumberText(Long.toString(number), true, true);
  }

  private static Trees.NumberText fraction(double number, Schema schema) {
    return new Trees.NumberText(text(number, schema), false, Double.isFinite(number));
  }
}
