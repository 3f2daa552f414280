package io.plumbline.operators.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.plumbline.operators.codec.Field.Kind;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads one JSON object by the names of an event's own fields, in one pass and without a tree. */
final class JsonFields implements MessageFields {
  static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final Map<String, Field> fields = new HashMap<>();
  private final String record;

  /**
   * @param record what a record is called in messages: the line, the message
   */
  JsonFields(EventShape<?> shape, String record) {
    this.record = record;
    for (Field field : shape.fields()) {
      fields.put(field.name(), field);
    }
  }

  @Override
  public void read(byte[] message, FieldValues values) throws MalformedException {
    read(message, 0, message.length, values);
  }

  void read(byte[] bytes, int from, int to, FieldValues values) throws MalformedException {
    values.clear();
    try (JsonParser parser = JSON.createParser(bytes, from, to - from)) {
      object(parser, values);
    } catch (IOException e) {
      throw notJson(record, e);
    }
  }

  /** Bytes in memory do not fail to be read, so that what the parser throws is about them. */
  static MalformedException notJson(String record, IOException e) {
    // The parser's own message may quote the record.
    long column =
        e instanceof JsonProcessingException json && json.getLocation() != null
            ? json.getLocation().getColumnNr()
            : 1;
    return MalformedException.unreadable(
        record + " is not JSON at column " + column + "; allowed: one JSON object");
  }

  private void object(JsonParser parser, FieldValues values)
      throws IOException, MalformedException {
    JsonToken first = parser.nextToken();
    if (first != JsonToken.START_OBJECT) {
      throw MalformedException.unreadable(
          record + " is " + describe(first) + "; allowed: one JSON object");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Field field = fields.get(parser.currentName());
      JsonToken token = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else if (field.kind() == Kind.MAP && token == JsonToken.START_OBJECT) {
        entries(field, parser, values);
      } else if (token != JsonToken.VALUE_NULL) {
        if (!isScalar(field.kind(), token, parser)) {
          throw MalformedException.of(
              field.name(), describe(token), FieldValues.allowed(field.kind()));
        }
        values.put(field, parser.getText());
      }
    }
    if (parser.nextToken() != null) {
      throw MalformedException.unreadable(
          record + " goes on after the object; allowed: one JSON object");
    }
  }

  private void entries(Field field, JsonParser parser, FieldValues values)
      throws IOException, MalformedException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token != JsonToken.VALUE_NULL) {
        if (!isScalar(Kind.TEXT, token, parser)) {
          throw MalformedException.of(
              "an entry of " + field.name(), describe(token), "a text, number or boolean");
        }
        values.putEntry(field, name, parser.getText());
      }
    }
  }

  /** Texts may come as numbers or booleans, numbers and times as texts; nothing as a list. */
  private static boolean isScalar(Kind kind, JsonToken token, JsonParser parser)
      throws IOException {
    return switch (token) {
      case VALUE_STRING, VALUE_NUMBER_INT -> kind != Kind.MAP;
      case VALUE_NUMBER_FLOAT -> kind == Kind.NUMBER || kind == Kind.TEXT && !parser.isNaN();
      case VALUE_TRUE, VALUE_FALSE -> kind == Kind.TEXT;
      default -> false;
    };
  }

  static String describe(JsonToken token) {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      default -> "null";
    };
  }
}
