package io.plumbline.local.scorecard;

/** Text of a width. */
final class Lines {
  private final StringBuilder out = new StringBuilder();
  private final int width;

  Lines(int width) {
    this.width = width;
  }

  int width() {
    return width;
  }

  void line(String indent, String text) {
    out.append(indent).append(text).append('\n');
  }

  void end() {
    out.append('\n');
  }

  /** Breaks between words; what follows the first line is indented as far. */
  void wrap(String indent, String text) {
    StringBuilder line = new StringBuilder(indent);
    boolean empty = true;
    for (String word : text.split(" ")) {
      if (!empty && line.length() + 1 + word.length() > width) {
        out.append(line).append('\n');
        line = new StringBuilder(" ".repeat(indent.length()));
        empty = true;
      }
      if (!empty) {
        line.append(' ');
      }
      line.append(word);
      empty = false;
    }
    out.append(line).append('\n');
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
