package io.plumbline.operators.codec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which parts of a message some mapping asks for; the rest is skipped without being kept. */
final class Wanted {
  static final Wanted ALL = new Wanted(true);

  /** The step from a list to any of its elements. */
  static final String ELEMENT = "[]";

  private final Map<String, Wanted> children = new HashMap<>();
  private boolean whole;

  Wanted() {
    this(false);
  }

  private Wanted(boolean whole) {
    this.whole = whole;
  }

  /** Asks for everything behind these steps. */
  void add(List<String> steps) {
    Wanted node = this;
    for (String step : steps) {
      node = node.children.computeIfAbsent(step, name -> new Wanted());
    }
    node.whole = true;
  }

  /** What is wanted of a field; null: nothing. */
  Wanted field(String name) {
    return whole ? ALL : children.get(name);
  }

  /** What is wanted of an element of a list; null: nothing. */
  Wanted element(int index) {
    if (whole) {
      return ALL;
    }
    Wanted any = children.get(ELEMENT);
    Wanted one = children.get(Integer.toString(index));
    if (any == null) {
      return one;
    }
    return one == null ? any : ALL;
  }
}
