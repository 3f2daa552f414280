package io.plumbline.operators.codec;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How identities or attributes are filled.
 *
 * @param wholes objects that are taken with all their entries, the later over the earlier
 * @param strict whether an entry that cannot be one makes the record malformed; else it is left out
 * @param entries by name, over those of the wholes
 */
public record MapRule(List<ValuePath> wholes, boolean strict, Map<String, ValueRule> entries)
    implements Serializable {

  public MapRule {
    wholes = List.copyOf(wholes);
    // In one order, so that of two wrong entries always the same is told of.
    entries = Collections.unmodifiableMap(new TreeMap<>(entries));
  }

  /** An object under the field's own name, read as in files. */
  static MapRule own(String name) {
    return new MapRule(List.of(ValuePath.ofName(name)), true, Map.of());
  }

  void fill(FieldValues values, Field field, Object root, Object element)
      throws MalformedException {
    for (ValuePath path : wholes) {
      whole(values, field, path.find(root, element));
    }
    for (Map.Entry<String, ValueRule> entry : entries.entrySet()) {
      String name = entry.getKey();
      String text = entry.getValue().text(field.name() + "." + name, root, element);
      if (text != null) {
        values.putEntry(field, name, text);
      }
    }
  }

  private void whole(FieldValues values, Field field, Object object) throws MalformedException {
    if (!(object instanceof Map<?, ?> map)) {
      if (strict) {
        Trees.put(values, field, object);
      }
      return;
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String text = Trees.text(entry.getValue());
      try {
        if (text != null) {
          values.putEntry(field, values.name(entry.getKey().toString()), text);
        } else if (strict) {
          throw MalformedException.of(
              "an entry of " + field.name(),
              Trees.describe(entry.getValue()),
              "a text, number or boolean");
        }
      } catch (MalformedException e) {
        if (strict) {
          throw e;
        }
      }
    }
  }
}
