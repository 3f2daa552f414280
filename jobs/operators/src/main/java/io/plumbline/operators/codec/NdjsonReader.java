package io.plumbline.operators.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.plumbline.core.event.Event;
import io.plumbline.operators.codec.Field.Kind;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** One JSON object a line; blank lines are none. */
final class NdjsonReader<E extends Event> extends TextReader<E> {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private final Map<String, Field> fields = new HashMap<>();

  NdjsonReader(LineBuffer lines, EventShape<E> shape, String topic) {
    super(lines, shape, topic);
    for (Field field : shape.fields()) {
      fields.put(field.name(), field);
    }
  }

  @Override
  public InputRecord<E> next() throws IOException {
    while (true) {
      int lineFeed = lines.lineFeed();
      if (lineFeed < 0) {
        if (lines.isFull()) {
          return tooLong();
        }
        if (lines.more()) {
          continue;
        }
        if (lines.damage() != null || lines.start() == lines.end()) {
          return end();
        }
      }
      int to = lineFeed < 0 ? lines.end() : lineFeed;
      InputRecord<E> record = isBlank(to) ? null : record(to);
      lines.advance(lineFeed < 0 ? to : to + 1, 1);
      if (record != null) {
        return record;
      }
    }
  }

  private boolean isBlank(int to) {
    byte[] bytes = lines.bytes();
    for (int i = lines.start(); i < to; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private InputRecord<E> record(int to) throws IOException {
    int from = lines.start();
    try (JsonParser parser = JSON.createParser(lines.bytes(), from, to - from)) {
      object(parser);
      return event(lines.line());
    } catch (JsonProcessingException e) {
      // The parser's own message may quote the record.
      long column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
      return malformed(
          "the line is not JSON at column " + column + "; allowed: one JSON object", from, to);
    } catch (MalformedException e) {
      return malformed(e.getMessage(), from, to);
    }
  }

  private void object(JsonParser parser) throws IOException, MalformedException {
    JsonToken first = parser.nextToken();
    if (first != JsonToken.START_OBJECT) {
      throw MalformedException.of("the line", describe(first), "one JSON object");
    }
    values.clear();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Field field = fields.get(parser.currentName());
      JsonToken token = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else if (field.kind() == Kind.MAP && token == JsonToken.START_OBJECT) {
        entries(field, parser);
      } else if (token != JsonToken.VALUE_NULL) {
        if (!isScalar(field.kind(), token, parser)) {
          throw MalformedException.of(
              field.name(), describe(token), FieldValues.allowed(field.kind()));
        }
        values.put(field, parser.getText());
      }
    }
    if (parser.nextToken() != null) {
      throw new MalformedException("the line goes on after the object; allowed: one JSON object");
    }
  }

  private void entries(Field field, JsonParser parser) throws IOException, MalformedException {
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

  private static String describe(JsonToken token) {
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
