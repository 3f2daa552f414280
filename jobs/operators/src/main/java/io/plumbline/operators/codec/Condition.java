package io.plumbline.operators.codec;

import java.io.Serializable;
import java.util.List;

/** Whether what stands somewhere is one of these texts; numbers and booleans as written. */
public record Condition(ValuePath path, List<String> texts) implements Serializable {

  public Condition {
    texts = List.copyOf(texts);
  }

  boolean holds(Object root, Object element) {
    String text = Trees.text(path.find(root, element));
    return text != null && texts.contains(text);
  }

  /** Whether something else stands there. */
  boolean isBroken(Object root, Object element) {
    Object value = path.find(root, element);
    return value != null && !texts.contains(Trees.text(value));
  }
}
