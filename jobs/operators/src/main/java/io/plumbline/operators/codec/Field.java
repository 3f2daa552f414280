package io.plumbline.operators.codec;

/**
 * A field of an event as files know it.
 *
 * @param slot its place in {@link FieldValues}
 * @param repeats whether few distinct texts are to be expected, so that they are worth sharing
 */
record Field(String name, Kind kind, int slot, boolean required, boolean repeats) {

  enum Kind {
    TEXT,
    TIME,
    NUMBER,
    /** Texts by name. */
    MAP
  }
}
