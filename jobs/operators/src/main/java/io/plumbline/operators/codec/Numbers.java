package io.plumbline.operators.codec;

import java.nio.charset.StandardCharsets;

/** Reads decimal numbers as Java does, without Java's own spellings (1d, 0x1p3, blanks). */
final class Numbers {
  /** Powers that a double holds exactly. */
  private static final double[] POWERS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private Numbers() {}

  /**
   * @throws NumberFormatException if it is no number
   */
  static double parse(byte[] bytes, int from, int to) {
    int i = from;
    boolean negative = i < to && bytes[i] == '-';
    if (negative) {
      i++;
    }
    // Up to 15 digits: numerator and power are exact, so their quotient is the nearest double.
    if (to - i <= 16) {
      long digits = 0;
      int count = 0;
      int point = -1;
      for (; i < to; i++) {
        byte c = bytes[i];
        if (c >= '0' && c <= '9') {
          digits = digits * 10 + c - '0';
          count++;
        } else if (c == '.' && point < 0) {
          point = count;
        } else {
          break;
        }
      }
      if (i == to && count > 0 && count <= 15) {
        double value = point < 0 ? digits : digits / POWERS[count - point];
        return negative ? -value : value;
      }
    }
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    char last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
    boolean spelt = text.endsWith("NaN") || text.endsWith("Infinity");
    if (!spelt && (last < '0' || last > '9') && last != '.' || text.charAt(0) <= ' ') {
      throw new NumberFormatException();
    }
    if (text.indexOf('x') >= 0 || text.indexOf('X') >= 0) {
      throw new NumberFormatException();
    }
    return Double.parseDouble(text);
  }
}
