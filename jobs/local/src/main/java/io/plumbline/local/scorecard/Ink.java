package io.plumbline.local.scorecard;

/** Colours and lines of a terminal, or plain ASCII. */
final class Ink {
  private static final String RESET = "\u001b[0m";

  private final boolean colour;

  Ink(boolean colour) {
    this.colour = colour;
  }

  String bold(String text) {
    return paint("1", text);
  }

  String faint(String text) {
    return paint("2", text);
  }

  String good(String text) {
    return paint("32", text);
  }

  String bad(String text) {
    return paint("1;31", text);
  }

  String caution(String text) {
    return paint("33", text);
  }

  String rule(int width) {
    return faint((colour ? "─" : "-").repeat(width));
  }

  char zero() {
    return colour ? '│' : '|';
  }

  char interval() {
    return colour ? '━' : '=';
  }

  char estimate() {
    return colour ? '●' : 'o';
  }

  char empty() {
    return colour ? '·' : '.';
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + RESET : text;
  }
}
