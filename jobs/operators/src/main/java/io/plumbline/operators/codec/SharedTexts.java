package io.plumbline.operators.codec;

import java.io.Serializable;

/**
 * Makes equal texts one object, as far as it has places, so that what stays in memory holds names
 * that come again and again once. Threads may share it: at worst one of them finds its own text.
 */
final class SharedTexts implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int PLACES = 256;

  private final String[] known = new String[PLACES];

  /**
   * @param text may be null
   */
  String shared(String text) {
    if (text == null) {
      return null;
    }
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 16) & PLACES - 1;
    String other = known[place];
    if (text.equals(other)) {
      return other;
    }
    known[place] = text;
    return text;
  }
}
