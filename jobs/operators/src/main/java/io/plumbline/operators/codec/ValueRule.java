package io.plumbline.operators.codec;

import java.io.Serializable;
import java.util.List;

/**
 * How a field is filled: with the first of these that gives anything.
 *
 * @param lenient whether what no such field can be is as good as missing
 */
public record ValueRule(List<Choice> choices, boolean lenient) implements Serializable {

  /**
   * A path or a constant.
   *
   * @param path null: the constant
   */
  public record Choice(ValuePath path, String constant, TimeUnit unit) implements Serializable {

    static Choice of(ValuePath path) {
      return new Choice(path, null, TimeUnit.ANY);
    }
  }

  public ValueRule {
    choices = List.copyOf(choices);
  }

  static ValueRule of(ValuePath path) {
    return new ValueRule(List.of(Choice.of(path)), false);
  }

  void fill(FieldValues values, Field field, Object root, Object element)
      throws MalformedException {
    for (Choice choice : choices) {
      Object value = choice.path() == null ? choice.constant() : choice.path().find(root, element);
      if (!Trees.isNone(value)) {
        try {
          choice.unit().put(values, field, value);
          return;
        } catch (MalformedException e) {
          if (!lenient) {
            throw e;
          }
        }
      }
    }
  }

  /** The same as a text of an entry; null for none. */
  String text(String name, Object root, Object element) throws MalformedException {
    for (Choice choice : choices) {
      Object value = choice.path() == null ? choice.constant() : choice.path().find(root, element);
      if (!Trees.isNone(value)) {
        String text = Trees.text(value);
        if (text != null) {
          return text;
        }
        if (!lenient) {
          throw MalformedException.of(name, Trees.describe(value), "a text, number or boolean");
        }
      }
    }
    return null;
  }
}
