package io.plumbline.core.event;

import java.util.Map;
import java.util.TreeMap;

/** Writes one JSON object; the caller adds the keys in sorted order. */
public final class CanonicalJson {
  private final StringBuilder out = new StringBuilder(256).append('{');

  public CanonicalJson add(String key, String value) {
    key(key);
    if (value == null) {
      out.append("null");
    } else {
      quote(value);
    }
    return this;
  }

  public CanonicalJson add(String key, Long value) {
    key(key).append(value);
    return this;
  }

  /** Whole numbers without a fraction, others as {@link Double#toString(double)}. */
  public CanonicalJson add(String key, Double value) {
    key(key);
    if (value == null) {
      out.append("null");
    } else if (value.doubleValue() == value.longValue() && Math.abs(value) < 1L << 53) {
      out.append(value.longValue());
    } else if (Double.isFinite(value)) {
      out.append(value.doubleValue());
    } else {
      quote(value.toString());
    }
    return this;
  }

  public CanonicalJson add(String key, Map<String, String> value) {
    key(key).append('{');
    boolean first = true;
    for (Map.Entry<String, String> entry : new TreeMap<>(value).entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      quote(entry.getKey());
      out.append(':');
      quote(entry.getValue());
    }
    out.append('}');
    return this;
  }

  @Override
  public String toString() {
    return out + "}";
  }

  private StringBuilder key(String key) {
    if (out.length() > 1) {
      out.append(',');
    }
    quote(key);
    return out.append(':');
  }

  private void quote(String text) {
    quote(text, out);
  }

  /** Appends a text as a string of JSON, which escapes no more than JSON asks for. */
  public static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
