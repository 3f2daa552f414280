package io.plumbline.operators.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a JSON text as a tree, or what is wanted of it. */
final class JsonTree implements MessageTree {
  private final Wanted wanted;

  JsonTree(Wanted wanted) {
    this.wanted = wanted;
  }

  @Override
  public Object read(byte[] message) throws MalformedException {
    try (JsonParser parser = JsonFields.JSON.createParser(message)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
        throw MalformedException.unreadable(
            "the message is " + JsonFields.describe(first) + "; allowed: one JSON object or list");
      }
      Object tree = value(parser, first, wanted);
      if (parser.nextToken() != null) {
        throw MalformedException.unreadable(
            "the message goes on after its value; allowed: one JSON object or list");
      }
      return tree;
    } catch (IOException e) {
      throw JsonFields.notJson("the message", e);
    }
  }

  /** Jackson bounds how deep a text may be. */
  private static Object value(JsonParser parser, JsonToken token, Wanted part) throws IOException {
    if (part == null) {
      parser.skipChildren();
      return null;
    }
    return switch (token) {
      case START_OBJECT -> object(parser, part);
      case START_ARRAY -> list(parser, part);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> new Trees.NumberText(parser.getText(), true, true);
      case VALUE_NUMBER_FLOAT -> new Trees.NumberText(parser.getText(), false, !parser.isNaN());
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      default -> null;
    };
  }

  private static Map<String, Object> object(JsonParser parser, Wanted part) throws IOException {
    Map<String, Object> fields = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      Object value = value(parser, parser.nextToken(), part.field(name));
      if (value != null) {
        fields.put(name, value);
      }
    }
    return fields;
  }

  private static List<Object> list(JsonParser parser, Wanted part) throws IOException {
    List<Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser, parser.currentToken(), part.element(items.size())));
    }
    return items;
  }
}
