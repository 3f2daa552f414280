package io.plumbline.core.configuration;

import io.plumbline.core.event.CanonicalJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as plain values: null, String, Boolean, BigDecimal, List, Map. What is written of any other
 * value is its text.
 */
final class JsonText {
  private static final int MOST_NESTED = 64;

  private final String text;
  private int place;

  private JsonText(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException if the text is not JSON; the message says where
   */
  static Object parse(String text) {
    JsonText json = new JsonText(text);
    Object value = json.value(0);
    json.skipSpace();
    if (json.place < text.length()) {
      throw json.wrong("the end");
    }
    return value;
  }

  private Object value(int depth) {
    if (depth > MOST_NESTED) {
      throw wrong("at most " + MOST_NESTED + " levels");
    }
    skipSpace();
    char first = peek();
    return switch (first) {
      case '{' -> object(depth);
      case '[' -> list(depth);
      case '"' -> string();
      case 't' -> word("true", Boolean.TRUE);
      case 'f' -> word("false", Boolean.FALSE);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    place++;
    for (skipSpace(); peek() != '}'; skipSpace()) {
      if (!object.isEmpty()) {
        expect(',');
        skipSpace();
      }
      String key = string();
      skipSpace();
      expect(':');
      object.put(key, value(depth + 1));
    }
    place++;
    return object;
  }

  private List<Object> list(int depth) {
    List<Object> list = new ArrayList<>();
    place++;
    for (skipSpace(); peek() != ']'; skipSpace()) {
      if (!list.isEmpty()) {
        expect(',');
      }
      list.add(value(depth + 1));
    }
    place++;
    return list;
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(place++);
      out.append(c == '\\' ? escaped() : c);
    }
    place++;
    return out.toString();
  }

  private char escaped() {
    char c = peek();
    place++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (place + 4 > text.length()) {
          throw wrong("four hexadecimal digits");
        }
        place += 4;
        yield (char) Integer.parseInt(text.substring(place - 4, place), 16);
      }
      default -> throw wrong("an escape");
    };
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, place)) {
      throw wrong(word);
    }
    place += word.length();
    return value;
  }

  private BigDecimal number() {
    int begin = place;
    while (place < text.length() && "+-.eE0123456789".indexOf(text.charAt(place)) >= 0) {
      place++;
    }
    if (begin == place) {
      throw wrong("a value");
    }
    return new BigDecimal(text.substring(begin, place));
  }

  private void skipSpace() {
    while (place < text.length() && " \t\r\n".indexOf(text.charAt(place)) >= 0) {
      place++;
    }
  }

  private char peek() {
    if (place >= text.length()) {
      throw wrong("more");
    }
    return text.charAt(place);
  }

  private void expect(char c) {
    if (peek() != c) {
      throw wrong("" + c);
    }
    place++;
  }

  private IllegalArgumentException wrong(String allowed) {
    return new IllegalArgumentException(
        "JSON is wrong at character " + (place + 1) + "; allowed: " + allowed);
  }

  /** In the order of the values; null as such. */
  static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      String next = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(next);
        CanonicalJson.quote(String.valueOf(entry.getKey()), out);
        out.append(':');
        write(entry.getValue(), out);
        next = ",";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof Collection<?> list) {
      String next = "[";
      for (Object item : list) {
        out.append(next);
        write(item, out);
        next = ",";
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof BigDecimal number) {
      out.append(number.toPlainString());
    } else if (value instanceof Double number && !Double.isFinite(number)) {
      CanonicalJson.quote(number.toString(), out);
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      CanonicalJson.quote(value.toString(), out);
    }
  }
}
