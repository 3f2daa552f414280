package io.plumbline.local.simulate;

import java.util.Iterator;
import java.util.Map;

/** JSON text, as much as the simulation writes. A quoted string is a YAML scalar too. */
final class Json {

  private Json() {}

  static String quoted(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /** Maps indented by depth; numbers, booleans and null as they are, anything else as a string. */
  static void write(StringBuilder out, Object value, int depth) {
    if (value instanceof Map<?, ?> map) {
      writeMap(out, map, depth);
    } else if (value instanceof Iterable<?> values) {
      out.append('[');
      for (Iterator<?> all = values.iterator(); all.hasNext(); ) {
        write(out, all.next(), depth + 1);
        out.append(all.hasNext() ? ", " : "");
      }
      out.append(']');
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      out.append(quoted(value.toString()));
    }
  }

  private static void writeMap(StringBuilder out, Map<?, ?> map, int depth) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    out.append("{\n");
    for (Iterator<? extends Map.Entry<?, ?>> all = map.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<?, ?> entry = all.next();
      out.append("  ".repeat(depth + 1)).append(quoted(entry.getKey().toString())).append(": ");
      write(out, entry.getValue(), depth + 1);
      out.append(all.hasNext() ? ",\n" : "\n");
    }
    out.append("  ".repeat(depth)).append('}');
  }
}
