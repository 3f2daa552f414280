package io.plumbline.local.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One SQL statement of a script.
 *
 * @param number its place in the script, from 1
 * @param text without the closing semicolon; comments are kept, they may be hints
 */
record Statement(int number, String text) {
  /** What has to be done with it. */
  enum Kind {
    QUERY,
    SET,
    RESET,
    OTHER
  }

  private static final Pattern SKIPPED =
      Pattern.compile("\\A(?:\\s|--[^\\n]*|/\\*.*?\\*/|\\()+", Pattern.DOTALL);

  /**
   * Splits at semicolons outside quotes ({@code '…'}, {@code "…"}, {@code `…`}) and comments
   * ({@code -- …}, {@code /* … *}{@code /}). Empty statements are dropped.
   *
   * @throws IllegalArgumentException when a quote or comment is not closed; the message shows it
   */
  static List<Statement> split(String script) {
    List<Statement> statements = new ArrayList<>();
    int start = 0;
    int at = 0;
    while (at < script.length()) {
      if (script.charAt(at) == ';') {
        add(statements, script.substring(start, at));
        start = ++at;
      } else {
        at = skip(script, at);
      }
    }
    add(statements, script.substring(start));
    return statements;
  }

  /** The position after the character, quoted text or comment that begins here. */
  private static int skip(String script, int at) {
    char c = script.charAt(at);
    if (c == '\'' || c == '"' || c == '`') {
      return after(script, at, script.indexOf(c, at + 1), 1);
    }
    if (script.startsWith("--", at)) {
      int end = script.indexOf('\n', at);
      return end < 0 ? script.length() : end;
    }
    if (script.startsWith("/*", at)) {
      return after(script, at, script.indexOf("*/", at + 2), 2);
    }
    return at + 1;
  }

  private static int after(String script, int start, int end, int length) {
    if (end < 0) {
      String rest = script.substring(start).strip();
      throw new IllegalArgumentException(
          "this is never closed: " + rest.substring(0, Math.min(60, rest.length())));
    }
    return end + length;
  }

  private static void add(List<Statement> statements, String text) {
    if (!SKIPPED.matcher(text + " ").replaceFirst("").isEmpty()) {
      statements.add(new Statement(statements.size() + 1, text.strip()));
    }
  }

  Kind kind() {
    String words = SKIPPED.matcher(text).replaceFirst("");
    Matcher first = Pattern.compile("\\A[a-zA-Z]+").matcher(words);
    String word = first.find() ? first.group().toUpperCase(Locale.ROOT) : "";
    return switch (word) {
      case "SELECT", "WITH", "VALUES" -> Kind.QUERY;
      case "SET" -> Kind.SET;
      case "RESET" -> Kind.RESET;
      default -> Kind.OTHER;
    };
  }

  /** The statement in one line of bounded length, for messages. */
  String summary() {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= 100 ? line : line.substring(0, 97) + "...";
  }

  boolean mentions(String name) {
    return Pattern.compile("(?i)\\b" + Pattern.quote(name) + "\\b").matcher(text).find();
  }
}
