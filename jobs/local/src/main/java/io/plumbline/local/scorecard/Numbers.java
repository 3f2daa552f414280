package io.plumbline.local.scorecard;

import java.util.Locale;

/** Numbers as a person reads them, the same in every country. */
final class Numbers {

  private Numbers() {}

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** About four digits. */
  static String amount(Double value) {
    if (value == null) {
      return "none";
    }
    double size = Math.abs(value);
    int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%+.2f%%", 100 * fraction);
  }

  static String probability(Double value) {
    return value == null
        ? "none yet"
        : value < 0.0001 ? "<0.0001" : String.format(Locale.ROOT, "%.4f", value);
  }
}
