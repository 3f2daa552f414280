package io.plumbline.jobs.config;

/**
 * A key of the configuration.
 *
 * @param name dotted, as on the command line; of {@link Type#PROPERTIES} the prefix
 * @param otherwise what holds when the key is not given, as it would be written; null: nothing
 * @param allowed what may stand there, for people
 * @param meaning one sentence for the documentation
 */
record ConfigKey(String name, Type type, String otherwise, String allowed, String meaning) {

  /** What a value is. */
  enum Type {
    TEXT,
    CHOICE,
    FLAG,
    /** ISO-8601. */
    DURATION,
    /** Whatever is below the key, passed through as texts. */
    PROPERTIES,
    /** A list of mappings. */
    SOURCES
  }

  static ConfigKey text(String name, String otherwise, String allowed, String meaning) {
    return new ConfigKey(name, Type.TEXT, otherwise, allowed, meaning);
  }

  static ConfigKey choice(String name, String otherwise, String allowed, String meaning) {
    return new ConfigKey(name, Type.CHOICE, otherwise, allowed, meaning);
  }

  static ConfigKey flag(String name, String meaning) {
    return new ConfigKey(name, Type.FLAG, "false", "true, false", meaning);
  }

  static ConfigKey duration(String name, String otherwise, String allowed, String meaning) {
    return new ConfigKey(name, Type.DURATION, otherwise, allowed, meaning);
  }

  static ConfigKey properties(String name, String allowed, String meaning) {
    return new ConfigKey(name, Type.PROPERTIES, null, allowed, meaning);
  }

  static ConfigKey sources(String name, String allowed, String meaning) {
    return new ConfigKey(name, Type.SOURCES, null, allowed, meaning);
  }

  /** Whether a dotted name is this key, or is passed through below it. */
  boolean covers(String dotted) {
    return dotted.equals(name) || type == Type.PROPERTIES && dotted.startsWith(name + ".");
  }
}
