package io.plumbline.local;

/** What the other end of the output is. */
final class Terminal {

  private Terminal() {}

  /** Whether a person watches: input and output are a terminal. */
  static boolean isTerminal() {
    return System.console() != null;
  }

  /** Colours on a terminal that has them, unless NO_COLOR (no-color.org) asks for none. */
  static boolean isColoured() {
    String noColor = System.getenv("NO_COLOR");
    return isTerminal()
        && (noColor == null || noColor.isEmpty())
        && !"dumb".equals(System.getenv("TERM"));
  }
}
