package io.plumbline.operators.codec.cdc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.plumbline.operators.codec.MalformedException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON text as maps, lists, texts, booleans, and numbers: whole ones as Long, or BigDecimal where
 * they are too large for it, others as Double.
 */
final class JsonValues {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private JsonValues() {}

  /**
   * @throws MalformedException if the text is not one JSON value; its message does not quote it
   */
  static Object read(byte[] text) throws MalformedException {
    try (JsonParser parser = JSON.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw MalformedException.unreadable("the record is empty; allowed: JSON, or Avro");
      }
      Object value = value(parser, first);
      if (parser.nextToken() != null) {
        throw MalformedException.unreadable(
            "the record goes on after its value; allowed: one JSON value");
      }
      return value;
    } catch (IOException e) {
      // The parser's own message may quote the record; bytes in memory do not fail otherwise.
      long column =
          e instanceof JsonProcessingException json && json.getLocation() != null
              ? json.getLocation().getColumnNr()
              : 1;
      throw MalformedException.unreadable(
          "the record is not JSON at column " + column + "; allowed: JSON, or Avro");
    }
  }

  /** Jackson bounds how deep a text may be. */
  private static Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          fields.put(name, value(parser, parser.nextToken()));
        }
        yield fields;
      }
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser, parser.currentToken()));
        }
        yield items;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> whole(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      default -> null;
    };
  }

  private static Object whole(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : new BigDecimal(number);
  }
}
