package io.plumbline.operators.codec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A way into a message: {@code properties.experiment_id}. A name that holds a dot stands in quotes
 * ({@code attributes."feature_flag.key"}), a number is a place in a list ({@code items.0.id}), and
 * {@code $} is the whole message where the path would else begin at an element of it.
 *
 * @param fromRoot whether it begins at the message
 * @param steps names of fields, and indexes of lists; empty: where it begins
 */
public record ValuePath(boolean fromRoot, List<String> steps) implements Serializable {
  private static final String ROOT = "$";
  private static final int MOST_STEPS = 32;

  public ValuePath {
    steps = List.copyOf(steps);
  }

  static ValuePath ofName(String name) {
    return new ValuePath(false, List.of(name));
  }

  /**
   * @throws IllegalArgumentException if the text is no path; the message begins with a verb
   */
  static ValuePath parse(String text) {
    if (text.equals(ROOT)) {
      return new ValuePath(true, List.of());
    }
    boolean fromRoot = text.startsWith(ROOT + ".");
    List<String> steps = new ArrayList<>();
    int at = fromRoot ? 2 : 0;
    while (at <= text.length()) {
      boolean quoted = at < text.length() && text.charAt(at) == '"';
      int to = quoted ? text.indexOf('"', at + 1) : text.indexOf('.', at);
      if (to < 0) {
        to = quoted ? -1 : text.length();
      }
      String step = to < 0 ? "" : text.substring(quoted ? at + 1 : at, to);
      int next = quoted ? to + 1 : to;
      boolean ends = next == text.length();
      if (step.isEmpty()
          || step.equals(Wanted.ELEMENT)
          || !quoted && step.indexOf('"') >= 0
          || !ends && text.charAt(next) != '.'
          || steps.size() == MOST_STEPS) {
        throw new IllegalArgumentException(
            "is "
                + text
                + "; allowed: a path like a.b, with quotes around a name that holds a dot (a.\"b.c\"),"
                + " numbers for places in a list (a.0), $.a for the whole message, at most "
                + MOST_STEPS
                + " steps");
      }
      steps.add(step);
      at = next + 1;
    }
    return new ValuePath(fromRoot, steps);
  }

  /** What stands there, or null. */
  Object find(Object root, Object element) {
    Object value = fromRoot ? root : element;
    for (String step : steps) {
      if (value instanceof Map<?, ?> map) {
        value = map.get(step);
      } else if (value instanceof List<?> list) {
        int index = index(step);
        value = index >= 0 && index < list.size() ? list.get(index) : null;
      } else {
        return null;
      }
    }
    return value;
  }

  private static int index(String step) {
    int index = 0;
    for (int i = 0; i < step.length(); i++) {
      char c = step.charAt(i);
      if (c < '0' || c > '9' || i > 8) {
        return -1;
      }
      index = index * 10 + c - '0';
    }
    return index;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(fromRoot ? ROOT : "");
    for (String step : steps) {
      text.append(text.isEmpty() ? "" : ".").append(step.contains(".") ? '"' + step + '"' : step);
    }
    return text.toString();
  }
}
